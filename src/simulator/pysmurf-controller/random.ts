/** Draws from distributions; the same seed gives the same draws, on every machine. */
export interface Random {
  /** In [0, 1). */
  uniform(): number;
  normal(mean: number, deviation: number): number;
  /** `deviation` is that of the natural logarithm. */
  lognormal(median: number, deviation: number): number;
  /** `count` different integers in [0, limit), ascending. */
  sample(limit: number, count: number): number[];
}

/** The generator is mulberry32: a state of 32 bits is enough for numbers to plot. */
export function createRandom(...seeds: readonly number[]): Random {
  let state = seeds.reduce((mixed, seed) => scramble(mixed ^ seed), 0x9e3779b9);

  function uniform(): number {
    state = (state + 0x6d2b79f5) | 0;
    return scramble(state) / 2 ** 32;
  }

  function normal(mean: number, deviation: number): number {
    // Box and Muller; 1 - u keeps the logarithm finite.
    return mean + deviation * Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  }

  return {
    uniform,
    normal,
    lognormal: (median, deviation) => median * Math.exp(normal(0, deviation)),
    sample(limit, count) {
      const left = Array.from({ length: limit }, (_, index) => index);
      const drawn = Array.from({ length: Math.min(limit, count) }, () =>
        left.splice(Math.floor(uniform() * left.length), 1),
      );
      return drawn.flat().sort((a, b) => a - b);
    },
  };
}

function scramble(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 15), value | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return (mixed ^ (mixed >>> 14)) >>> 0;
}
