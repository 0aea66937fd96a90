import { messageOf } from '../lib/error-message.js';
import { shortened } from '../lib/shortened.js';
import { RUNTIME_ERROR, WampError } from './error.js';

/** Limit of a message: the URI, the arguments and the reasons from the router can have any length. */
export const MAX_MESSAGE = 3000;

/** Adds the failed action before the message of the error: `call of observatory.registry: …`. */
export function about(what: string, thrown: unknown): WampError {
  const error = toWampError(thrown);
  return new WampError(error.uri, `${what}: ${error.message}`, error);
}

/** Converts any thrown value to a {@link WampError}, including the error records of autobahn, and strings. */
export function toWampError(thrown: unknown): WampError {
  if (thrown instanceof WampError) return thrown;
  if (!isErrorRecord(thrown)) return new WampError(RUNTIME_ERROR, messageOf(thrown));
  const args: readonly unknown[] = Array.isArray(thrown.args) ? thrown.args : [];
  const text = typeof args[0] === 'string' ? `${thrown.error}: ${args[0]}` : thrown.error;
  return new WampError(thrown.error, shortened(text, MAX_MESSAGE), { args });
}

/**
 * The answer to a caller for an error in a handler. As in Python's WAMP library, an error without a URI becomes a
 * runtime error with its message as argument.
 */
export function toErrorAnswer(thrown: unknown): { readonly uri: string; readonly args: readonly unknown[] } {
  if (!(thrown instanceof WampError)) return { uri: RUNTIME_ERROR, args: [messageOf(thrown)] };
  return { uri: thrown.uri, args: thrown.args.length > 0 ? thrown.args : [thrown.message] };
}

function isErrorRecord(value: unknown): value is { error: string; args?: unknown } {
  return typeof value === 'object' && value !== null && 'error' in value && typeof value.error === 'string';
}
