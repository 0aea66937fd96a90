import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { Clock } from '../lib/clock.js';
import { messageOf } from '../lib/error-message.js';
import { type FileWatch, watchFile } from '../lib/file-watch.js';
import type { Logger } from '../lib/logger.js';
import { createTopic, logListenerErrors, type Topic } from '../lib/topic.js';

/** A certificate with its chain, and its private key, as PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateOptions {
  /** Paths of the files. */
  readonly files: KeyPair;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The certificate of the server. */
export interface Certificate extends FileWatch {
  readonly current: KeyPair;
  readonly changes: Topic<void>;
  /** Why the files as they are now are not in effect, in one line; null if they are. */
  readonly problem: string | null;
}

/**
 * The certificate in two files, which are read again when they change. While they do not fit together, as in the middle
 * of a renewal, the old certificate stays.
 * @throws an Error if they cannot be used at the start
 */
export async function openCertificate({ files, clock, logger }: CertificateOptions): Promise<Certificate> {
  const changes = createTopic<void>(logListenerErrors(logger));
  let current = await read(files);
  let problem: string | null = null;

  async function readAgain(): Promise<void> {
    try {
      current = await read(files);
      problem = null;
      logger.info(files, 'read the certificate');
      changes.emit();
    } catch (error) {
      const reason = messageOf(error);
      problem = `The certificate ${files.cert} cannot be used, so the server keeps the old one: ${reason}`;
      logger.error({ ...files, reason }, 'the certificate cannot be used, so the server keeps the old one');
    }
  }

  const watch = await watchFile({ paths: [files.cert, files.key], read: readAgain, clock });
  return {
    get current() {
      return current;
    },
    changes,
    get problem() {
      return problem;
    },
    ...watch,
  };
}

async function read(files: KeyPair): Promise<KeyPair> {
  const [cert, key] = await Promise.all([readFile(files.cert, 'utf8'), readFile(files.key, 'utf8')]);
  createSecureContext({ cert, key });
  return { cert, key };
}
