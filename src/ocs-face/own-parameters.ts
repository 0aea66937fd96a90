import { RequestError } from '../core/errors.js';
import { ParamError } from '../ocs/agent/parameters.js';
import type { Outcome } from '../ocs/agent/session.js';

/** People write a single name without its list; of all names only this one is not ambiguous. */
export const asList = (streamIds: unknown): unknown => (streamIds === 'all' ? ['all'] : streamIds);

/** The parameter `stream_ids` of a task of our own; null where it is left out. @throws {ParamError} */
export function readStreamIds(given: unknown): string[] | null {
  const value = asList(given);
  if (value === undefined || value === null) return null;
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return value;
  throw new ParamError("stream_ids takes a list of str, such as ['ufm_mv12'].");
}

/** What is wrong with a request, as the answer to its start. */
export function rejectsStart<T>(judge: () => T): T {
  try {
    return judge();
  } catch (error) {
    if (error instanceof RequestError) throw new ParamError(error.message);
    throw error;
  }
}

/** What is wrong with a request, as the end of its session. */
export async function endsSession(act: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof RequestError) return [false, error.message];
    throw error;
  }
}
