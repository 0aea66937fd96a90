/** A number of slots, or a percentage of the commanded slots. */
export type CountOrPercent = { readonly count: number } | { readonly percent: number };

const PERCENT = /^(\d+(?:\.\d+)?)%$/;

/** Parses 3 or "25%". Null for everything else, including 0, "0%" and more than "100%". */
export function parseCountOrPercent(value: unknown): CountOrPercent | null {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 1 ? { count: value } : null;
  const percent = typeof value === 'string' ? Number(PERCENT.exec(value)?.[1]) : Number.NaN;
  return percent > 0 && percent <= 100 ? { percent } : null;
}

/** The number of slots. A percentage of `total` is rounded down, but is at least 1. */
export function resolveCount(wanted: CountOrPercent, total: number): number {
  if ('count' in wanted) return wanted.count;
  return Math.max(1, Math.floor((total * wanted.percent) / 100));
}
