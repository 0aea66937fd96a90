import { isDeepStrictEqual } from 'node:util';
import { RequestError } from '../errors.js';
import type { Run } from './run.js';

const CAPACITY = 1000;

/** Makes a request that is sent again under its request id give the run that it gave before. */
export interface RequestIds {
  /**
   * @param key who asks, and the id that they gave
   * @param request everything that the request says
   * @throws {RequestError} REQUEST_ID_REUSED if the id stands for another request
   */
  once(key: { by: string | null; id: string }, request: unknown, begin: () => Promise<Run>): Promise<Run>;
}

/** @param current the run as it is now, of a run as it was when it began */
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
        // A rejected request has started nothing: its id is free again.
        run.catch(() => known.delete(key));
        return run;
      }
      if (isDeepStrictEqual(before.request, request)) return current(await before.run);
      throw new RequestError(
        'REQUEST_ID_REUSED',
        `The request id ${id} was used for another request: give this one an id of its own.`,
        { requestId: id, runId: (await before.run.catch(() => null))?.id ?? null },
      );
    },
  };
}
