import autobahn from 'autobahn';
import { RUNTIME_ERROR, WampError } from './error.js';

/**
 * Makes a {@link WampError} of whatever autobahn rejected with or threw: its own error record, which is no
 * `Error`; a string; or an error of ours.
 *
 * @param what - What was tried, as the start of a sentence: `call of observatory.registry`.
 */
export function toWampError(thrown: unknown, what: string): WampError {
  if (thrown instanceof WampError) return new WampError(thrown.uri, `${what}: ${thrown.message}`, thrown);
  if (isErrorRecord(thrown)) {
    const args: readonly unknown[] = Array.isArray(thrown.args) ? thrown.args : [];
    const text = typeof args[0] === 'string' ? `${thrown.error}: ${args[0]}` : thrown.error;
    return new WampError(thrown.error, `${what}: ${text}`, { args });
  }
  return new WampError(
    RUNTIME_ERROR,
    `${what}: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
  );
}

function isErrorRecord(value: unknown): value is { error: string; args?: unknown } {
  return typeof value === 'object' && value !== null && 'error' in value && typeof value.error === 'string';
}

/**
 * What a handler has to throw so that the caller sees it: autobahn would send an `Error` as `{}`. As
 * Python's WAMP library does, an error without a URI becomes a runtime error with its message as argument.
 */
export function toErrorAnswer(thrown: unknown): object {
  if (thrown instanceof WampError) {
    return new autobahn.Error(thrown.uri, thrown.args.length > 0 ? thrown.args : [thrown.message]);
  }
  return new autobahn.Error(RUNTIME_ERROR, [thrown instanceof Error ? thrown.message : String(thrown)]);
}
