import { duration } from '../shared/duration.js';

/** A `fetch` whose answer must be there in full after `ms` milliseconds: a dead connection never ends by itself. */
export function fetchWithin(ms: number): typeof fetch {
  return async (input, init) => {
    const tooLong = new AbortController();
    // Not cleared with the head of the answer: the limit holds for its body too.
    setTimeout(() => tooLong.abort(new Error(`The server has not answered for ${duration(ms)}.`)), ms);
    const signals = [tooLong.signal, ...(init?.signal ? [init.signal] : [])];
    return await fetch(input, { ...init, signal: AbortSignal.any(signals) });
  };
}
