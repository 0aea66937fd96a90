/** Which slots were stopped as a whole, and when: a start that was requested before starts nothing on them. */
export interface StopOrders {
  /** Grows with each order. */
  readonly count: number;
  /** @param addresses null for every slot, also those that are not known yet */
  add(addresses: ReadonlySet<string> | null): void;
  /** Whether the slot was stopped after the first `count` orders. */
  isStoppedSince(count: number, address: string): boolean;
}

export function createStopOrders(): StopOrders {
  const latest = new Map<string, number>();
  let latestOfAll = 0;
  let count = 0;
  return {
    get count() {
      return count;
    },
    add(addresses) {
      count += 1;
      if (addresses === null) latestOfAll = count;
      for (const address of addresses ?? []) latest.set(address, count);
    },
    isStoppedSince: (since, address) => Math.max(latestOfAll, latest.get(address) ?? 0) > since,
  };
}
