import { digestOf } from '../../lib/digest.js';
import { RequestError } from '../errors.js';
import type { Run } from './run.js';
import type { RequestKey } from './run-store.js';

/** Returns the existing run if a request is repeated with the same request id. */
export interface RequestIds {
  /**
   * @param key the caller and its request id
   * @param request all values of the request
   * @param begin begins the run, and stores the digest with it
   * @throws {RequestError} REQUEST_ID_REUSED if the id was used for a different request
   */
  once(key: RequestKey, request: unknown, begin: (digest: string) => Promise<Run>): Promise<Run>;
}

/**
 * An id is known while its run is stored, so also after a restart. Only the ids of runs that are being created are in
 * memory.
 * @param find returns the current state of the run of a request
 */
export function createRequestIds(find: (key: RequestKey) => Promise<Run | undefined>): RequestIds {
  const beginning = new Map<string, { readonly digest: string; readonly run: Promise<Run> }>();

  async function findOrBegin(key: RequestKey, begin: () => Promise<Run>): Promise<Run> {
    return (await find(key)) ?? (await begin());
  }

  return {
    async once(key, request, begin) {
      const digest = digestOf(request);
      const name = JSON.stringify([key.by, key.id]);
      const others = beginning.get(name);
      const run = others?.run ?? findOrBegin(key, () => begin(digest));
      if (!others) {
        beginning.set(name, { digest, run });
        // A rejected request has started nothing, so its id can be used again.
        const forget = () => beginning.delete(name);
        run.then(forget, forget);
      }
      if (others && others.digest !== digest) throw reused(key, (await run.catch(() => null))?.id ?? null);
      const given = await run;
      if (given.requestDigest !== digest) throw reused(key, given.id);
      return given;
    },
  };
}

function reused({ id }: RequestKey, runId: string | null): RequestError {
  return new RequestError(
    'REQUEST_ID_REUSED',
    `The request id ${id} was already used for a different request: use a new id.`,
    { requestId: id, runId },
  );
}
