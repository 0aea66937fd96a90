/** Remembers stops: a start that was requested before a stop starts nothing on the stopped slots. */
export interface StopOrders {
  /** Increases with each stop. */
  readonly count: number;
  /**
   * @param operation null for all operations of the slots
   * @param addresses null for all slots, including slots that are not known yet
   */
  add(operation: string | null, addresses: ReadonlySet<string> | null): void;
  /** The addresses that were stopped after the first `count` stops. */
  stoppedSince(count: number, operation: string | null, addresses: readonly string[]): ReadonlySet<string>;
}

export function createStopOrders(): StopOrders {
  const latest = new Map<string, number>();
  let count = 0;
  const keyOf = (operation: string | null, address: string | null) => JSON.stringify([operation, address]);
  const latestOf = (operation: string | null, address: string | null) =>
    latest.get(keyOf(operation, address)) ?? 0;
  return {
    get count() {
      return count;
    },
    add(operation, addresses) {
      count += 1;
      for (const address of addresses ?? [null]) latest.set(keyOf(operation, address), count);
    },
    stoppedSince(since, operation, addresses) {
      const isStopped = (address: string) =>
        Math.max(latestOf(operation, address), latestOf(operation, null)) > since;
      return new Set(addresses.filter(isStopped));
    },
  };
}
