/** A number of slots, or a percentage of the commanded slots. */
export type CountOrPercent = { readonly count: number } | { readonly percent: number };

const PERCENT = /^(\d+(?:\.\d+)?)%$/;

/**
 * Parses 3 or "25%". Null for everything else, including more than "100%".
 * @param least 1 to reject 0 and "0%", too
 */
export function parseCountOrPercent(value: unknown, least: 0 | 1): CountOrPercent | null {
  if (typeof value === 'number') return Number.isInteger(value) && value >= least ? { count: value } : null;
  const percent = typeof value === 'string' ? Number(PERCENT.exec(value)?.[1]) : Number.NaN;
  return percent <= 100 && (percent > 0 || (percent === 0 && least === 0)) ? { percent } : null;
}

/** The number of slots. A percentage of `total` is rounded down, but is at least `least`. */
export function resolveCount(wanted: CountOrPercent, total: number, least: 0 | 1): number {
  if ('count' in wanted) return wanted.count;
  return Math.max(least, Math.floor((total * wanted.percent) / 100));
}

/** The sizes of the batches of `total` slots. The last entry repeats until every slot is in a batch. */
export function resolveBatches(wanted: readonly CountOrPercent[], total: number): number[] {
  const sizes: number[] = [];
  for (let left = total; left > 0; ) {
    const next = wanted[sizes.length] ?? wanted.at(-1);
    const size = Math.min(left, next ? resolveCount(next, total, 1) : left);
    sizes.push(size);
    left -= size;
  }
  return sizes;
}
