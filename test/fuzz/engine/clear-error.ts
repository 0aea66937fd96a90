import { isRecord } from './json.js';
import { Fault } from './target.js';

/** Messages of the engine or of a library, which are meant for programmers and do not help a client. */
const RAW =
  /Cannot (read|set|convert|destructure|access|create)|\bundefined\b|is not (a function|iterable|defined$|a constructor)|\[object \w+\]|\n {4}at |Unexpected error|[Ii]nternal (server )?error|call stack|node_modules|\.[jt]s:\d|Invalid (array|string|time|Date|count)|\bERR_[A-Z_]+|Reduce of empty|circular structure/;

/** Maximum length of a message: a longer one is unreadable and fills logs. */
const MAX_LENGTH = 4000;

/**
 * Throws if the message is not clear to a person. The message may repeat text of the input.
 *
 * @param input - the text of the input.
 */
export function checkMessage(message: unknown, input: string, where: string): void {
  if (typeof message !== 'string' || message.trim() === '')
    throw new Fault(`${where}: a rejection without a message: ${JSON.stringify(message)}`);
  if (message.length > MAX_LENGTH)
    throw new Fault(`${where}: a message of more than ${MAX_LENGTH} characters: ${message.slice(0, 100)}`);
  const raw = RAW.exec(message)?.[0];
  if (raw !== undefined && !input.includes(raw))
    throw new Fault(`${where}: a raw error: ${message.slice(0, 300)}`);
}

/** Throws unless every error of a GraphQL answer has a code and a clear message. */
export function checkErrors(errors: unknown, input: string, where: string): void {
  if (!Array.isArray(errors) || errors.length === 0)
    throw new Fault(`${where}: errors are ${JSON.stringify(errors)}`);
  for (const error of errors as readonly unknown[]) {
    if (!isRecord(error)) throw new Fault(`${where}: an error is ${JSON.stringify(error)}`);
    const { message, extensions } = error;
    checkMessage(message, input, where);
    const code = isRecord(extensions) ? extensions['code'] : undefined;
    if (typeof code !== 'string' || code === 'INTERNAL_SERVER_ERROR')
      throw new Fault(`${where}: the code is ${String(code)}: ${String(message)}`);
  }
}
