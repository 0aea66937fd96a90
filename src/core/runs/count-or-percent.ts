/** So many slots: a number, or a part of those that are commanded. */
export type CountOrPercent = { readonly count: number } | { readonly percent: number };

const PERCENT = /^(\d+(?:\.\d+)?)%$/;

/** Reads 3 or "25%"; null for anything else, no slots and more than all of them included. */
export function parseCountOrPercent(value: unknown): CountOrPercent | null {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 1 ? { count: value } : null;
  const percent = typeof value === 'string' ? Number(PERCENT.exec(value)?.[1]) : Number.NaN;
  return percent > 0 && percent <= 100 ? { percent } : null;
}

/** How many of `total` that is: a part is rounded down, and at least one. */
export function resolveCount(wanted: CountOrPercent, total: number): number {
  if ('count' in wanted) return wanted.count;
  return Math.max(1, Math.floor((total * wanted.percent) / 100));
}
