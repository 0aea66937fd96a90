import { isDeepStrictEqual } from 'node:util';
import { RequestError } from '../errors.js';
import type { Run } from './run.js';

const CAPACITY = 1000;

/** Returns the existing run if a request is repeated with the same request id. */
export interface RequestIds {
  /**
   * @param key the caller and its request id
   * @param request all values of the request
   * @throws {RequestError} REQUEST_ID_REUSED if the id was used for a different request
   */
  once(key: { by: string | null; id: string }, request: unknown, begin: () => Promise<Run>): Promise<Run>;
}

/** @param current returns the current state of a run */
export function createRequestIds(current: (run: Run) => Promise<Run>): RequestIds {
  const known = new Map<string, { readonly request: unknown; readonly run: Promise<Run> }>();
  return {
    async once({ by, id }, request, begin) {
      const key = JSON.stringify([by, id]);
      const before = known.get(key);
      if (!before) {
        const run = begin();
        known.set(key, { request, run });
        const [oldest] = known.keys();
        if (known.size > CAPACITY && oldest !== undefined) known.delete(oldest);
        // A rejected request has started nothing, so its id can be used again.
        run.catch(() => known.delete(key));
        return run;
      }
      if (isDeepStrictEqual(before.request, request)) return current(await before.run);
      throw new RequestError(
        'REQUEST_ID_REUSED',
        `The request id ${id} was already used for a different request: use a new id.`,
        { requestId: id, runId: (await before.run.catch(() => null))?.id ?? null },
      );
    },
  };
}
