/** Random numbers, determined by a seed. */
export interface Random {
  /** An integer from 0 to `below` - 1. */
  below(below: number): number;
  /** One of the elements; undefined if there is none. */
  pick<T>(elements: readonly T[]): T | undefined;
  /** True with a probability of 1 / `times`. */
  once(times: number): boolean;
}

/** mulberry32: short, and good enough to choose mutations. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const below = (bound: number) => Math.floor(next() * bound);
  return {
    below,
    pick: (elements) => elements[below(elements.length)],
    once: (times) => below(times) === 0,
  };
}
