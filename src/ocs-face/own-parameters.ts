import { RequestError } from '../core/errors.js';
import { ParamError } from '../ocs/agent/parameters.js';
import type { Outcome } from '../ocs/agent/session.js';

/** Users sometimes write one name without a list. Accepted only for `all`, which is not ambiguous. */
export const asList = (streamIds: unknown): unknown => (streamIds === 'all' ? ['all'] : streamIds);

/** The parameter `stream_ids` of one of our own tasks; null if it is omitted. @throws {ParamError} */
export function readStreamIds(given: unknown): string[] | null {
  const value = asList(given);
  if (value === undefined || value === null) return null;
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return value;
  throw new ParamError("stream_ids must be a list of str, such as ['ufm_mv12'].");
}

/** Converts a RequestError to a rejection of the start. */
export function rejectsStart<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof RequestError) throw new ParamError(error.message);
    throw error;
  }
}

/** Converts a RequestError to the end of the session. */
export async function endsSession(act: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof RequestError) return [false, error.message];
    throw error;
  }
}
