/** Slots in the natural order of their addresses: s2 comes before s10. */
export interface SlotOrder<Entry> {
  readonly entries: readonly Entry[];
  add(entry: Entry): void;
  remove(address: string): void;
}

/** One shared collator: creating a collator takes longer than many comparisons. */
const { compare } = new Intl.Collator('en', { numeric: true });

export function createSlotOrder<Entry>(addressOf: (entry: Entry) => string): SlotOrder<Entry> {
  const entries: Entry[] = [];

  /** The index of the first entry that does not sort before the address. */
  function placeOf(address: string): number {
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = entries[middle];
      if (entry !== undefined && compare(addressOf(entry), address) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    entries,
    add: (entry) => entries.splice(placeOf(addressOf(entry)), 0, entry),
    remove(address) {
      // Different addresses can be equal in this order.
      const place = entries.findIndex((entry) => addressOf(entry) === address);
      if (place >= 0) entries.splice(place, 1);
    },
  };
}
