import { createSecureContext } from 'node:tls';
import { messageOf } from '../../lib/error-message.js';
import * as check from '../checks.js';
import type { OptionReader } from '../cli/option-values.js';
import { describeReadError, type Problem } from '../problem.js';
import type { Sources, TlsFiles } from '../types.js';

/** The certificate and its key, if both are given and belong together; undefined if the server speaks no TLS. */
export function readTls(
  reader: OptionReader,
  { readFile }: Sources,
  problems: Problem[],
): TlsFiles | undefined {
  const cert = reader.read('tls-cert', check.path);
  const key = reader.read('tls-key', check.path);
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    const [given, missing] = cert === undefined ? ['--tls-key', '--tls-cert'] : ['--tls-cert', '--tls-key'];
    problems.push({ source: given, message: `${missing} FILE is also required` });
    return undefined;
  }
  const [certText, keyText] = [
    { option: '--tls-cert', path: cert, wanted: 'a certificate' },
    { option: '--tls-key', path: key, wanted: 'a private key' },
  ].map(({ option, path, wanted }) => {
    try {
      return readFile(path);
    } catch (error) {
      const why = describeReadError(error);
      problems.push({ source: option, message: `expected ${wanted} in ${path}, but ${why}` });
      return undefined;
    }
  });
  if (certText === undefined || keyText === undefined) return undefined;
  try {
    createSecureContext({ cert: certText, key: keyText });
    return { cert, key };
  } catch (error) {
    const why = messageOf(error);
    problems.push({
      source: '--tls-cert',
      message: `expected a certificate in ${cert} and its private key in ${key} (both PEM), but they cannot be used: ${why}`,
    });
    return undefined;
  }
}
