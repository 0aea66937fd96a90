import { parseTokens } from '../../auth/parse-tokens.js';
import { isLoopbackHost } from '../../lib/loopback.js';
import { createSecret, type Secret } from '../../lib/secret.js';
import * as check from '../checks.js';
import { DEFAULTS } from '../cli/option-definition.js';
import type { GivenValue, OptionReader } from '../cli/option-values.js';
import type { OptionName } from '../cli/options.js';
import { describeReadError, type Problem } from '../problem.js';
import { readText } from '../text-file.js';
import type { HttpConfig, Sources, WampAuth } from '../types.js';
import { readJwt } from './jwt.js';
import { readLimits } from './limits.js';
import { readTls } from './tls.js';

/** A secret from the file that an option names, or else from an environment variable that is not empty. */
export function readSecret(
  reader: OptionReader,
  option: OptionName,
  variable: string,
  { env, readFile }: Sources,
  problems: Problem[],
): GivenValue | undefined {
  const file = reader.given(option);
  if (file === undefined) {
    const text = env[variable];
    return text === undefined || text === '' ? undefined : { text, source: variable };
  }
  const source = file.source;
  try {
    // The newline that editors and echo add at the end is not part of the secret.
    const text = readFile(file.text).replace(/\r?\n$/, '');
    if (text !== '') return { text, source };
    problems.push({ source, message: `expected a secret in ${file.text}, but the file is empty` });
  } catch (error) {
    problems.push({ source, message: `expected a secret in ${file.text}, but ${describeReadError(error)}` });
  }
  return undefined;
}

/** How to log in to the router; undefined if anonymously, or if there are problems. */
export function readWampAuth(
  reader: OptionReader,
  sources: Sources,
  problems: Problem[],
): WampAuth | undefined {
  const found = problems.length;
  const authid = reader.read('wamp-authid', check.authid);
  const ticket = readSecret(reader, 'wamp-ticket-file', 'MULTISMURF_WAMP_TICKET', sources, problems);
  const key = readSecret(reader, 'wamp-secret-file', 'MULTISMURF_WAMP_SECRET', sources, problems);
  if (problems.length > found) return undefined;
  if (ticket !== undefined && key !== undefined) {
    problems.push({
      source: key.source,
      message: `expected either a ticket or a secret for the login at the router, got both (the ticket from ${ticket.source}); remove one`,
    });
    return undefined;
  }
  const secret = ticket ?? key;
  if (authid !== undefined && secret !== undefined) {
    return { method: secret === ticket ? 'ticket' : 'wampcra', authid, secret: createSecret(secret.text) };
  }
  if (authid !== undefined) {
    problems.push({
      source: reader.given('wamp-authid')?.source ?? '--wamp-authid',
      message: '--wamp-ticket-file or --wamp-secret-file (or its environment variable) is also required',
    });
  } else if (secret !== undefined) {
    problems.push({
      source: secret.source,
      message: '--wamp-authid NAME is also required: the login name at the router',
    });
  }
  return undefined;
}

/** Where to serve. An address that other machines can reach requires a token. */
export function readHttp(reader: OptionReader, sources: Sources, problems: Problem[]): HttpConfig {
  const allowedOrigins = reader.readAll('allow-origin', check.listOf(check.pageOrigin)).flat();
  const pathPrefix = reader.read('path-prefix', check.pathPrefix);
  const trustedProxies = reader.readAll('trust-proxy', check.listOf(check.proxyAddress)).flat();
  const limits = readLimits(reader);
  const tls = readTls(reader, sources, problems);
  const allowedHosts = reader.readAll('allow-host', check.listOf(check.hostName)).flat();
  return {
    ...readAddress(reader, sources, problems),
    ...(tls && { tls }),
    ...(Object.keys(limits).length > 0 && { limits }),
    ...(reader.has('no-introspection') && { hidesSchema: true }),
    ...(reader.has('no-graphiql') && { hidesGraphiQL: true }),
    ...(allowedOrigins.length > 0 && { allowedOrigins }),
    ...(allowedHosts.length > 0 && { allowedHosts }),
    ...(pathPrefix && { pathPrefix }),
    ...(trustedProxies.length > 0 && { trustedProxies }),
  };
}

function readAddress(reader: OptionReader, sources: Sources, problems: Problem[]): HttpConfig {
  const found = problems.length;
  const host = reader.read('host', check.listenHost) ?? DEFAULTS.host;
  const port = reader.read('port', check.port) ?? DEFAULTS.port;
  const authToken = readCommonToken(reader, sources, problems);
  const tokens = readTokensPath(reader, sources, problems);
  const jwt = readJwt(reader, problems);
  const isOpen = authToken === undefined && tokens === undefined && jwt === undefined;
  const isInsecure = reader.has('insecure');
  if (problems.length === found && isOpen && !isInsecure && !isLoopbackHost(host)) {
    problems.push({
      source: reader.given('host')?.source ?? '--host',
      message: `other machines can reach ${host}, and the server would accept everybody, without a token; make a token with "multismurf token NAME --role operator --tokens FILE" and add --tokens FILE, or use --host ${DEFAULTS.host}, or allow everybody with --insecure`,
    });
  }
  return {
    ...{ host, port },
    ...(authToken && { authToken }),
    ...(tokens !== undefined && { tokens }),
    ...(jwt && { jwt }),
    ...(isInsecure && { isInsecure }),
  };
}

function readCommonToken(reader: OptionReader, sources: Sources, problems: Problem[]): Secret | undefined {
  const given = readSecret(reader, 'auth-token-file', 'MULTISMURF_AUTH_TOKEN', sources, problems);
  if (given === undefined) return undefined;
  const checked = check.bearerToken(given.text);
  if (checked.ok) return createSecret(checked.value);
  problems.push({ source: given.source, message: `expected ${checked.wanted}, got ${checked.got}` });
  return undefined;
}

/** The path of `--tokens`. A server with tokens that cannot be used does not start. */
function readTokensPath(
  reader: OptionReader,
  { readFile }: Sources,
  problems: Problem[],
): string | undefined {
  const path = reader.read('tokens', check.path);
  if (path === undefined) return undefined;
  const advice = 'make it with "multismurf token"';
  const text = readText(path, readFile, problems, 'the tokens (--tokens)', advice);
  const parsed = parseTokens(text ?? '');
  if (!parsed.ok) problems.push(...parsed.mistakes.map((message) => ({ source: path, message })));
  return path;
}
