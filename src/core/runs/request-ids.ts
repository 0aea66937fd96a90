import { createHash } from 'node:crypto';
import { RequestError } from '../errors.js';
import type { Run } from './run.js';
import type { RequestKey } from './run-store.js';

/** Makes a request that is sent again under its request id give the run that it gave before. */
export interface RequestIds {
  /**
   * @param request everything that the request says
   * @param begin begins the run, which keeps the digest that it is given
   * @throws {RequestError} REQUEST_ID_REUSED if the id stands for another request
   */
  once(key: RequestKey, request: unknown, begin: (digest: string) => Promise<Run>): Promise<Run>;
}

/**
 * An id is known for as long as its run is kept, so also after a restart. In memory are only those whose run is
 * about to begin.
 * @param find the run that a request gave, as it is now
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
        // A rejected request has started nothing: its id is free again.
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
    `The request id ${id} was used for another request: give this one an id of its own.`,
    { requestId: id, runId },
  );
}

/** The same for requests that say the same, in whatever order their members stand. */
export function digestOf(request: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(inOrder(request)))
    .digest('base64url');
}

function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return members.map(([name, member]) => [name, inOrder(member)]);
}
