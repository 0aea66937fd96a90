/** How often each thing came. */
export type Counts = Record<string, number>;

export function count(counts: Counts, what: string): void {
  counts[what] = (counts[what] ?? 0) + 1;
}
