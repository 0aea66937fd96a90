/** Addresses in natural order: s2 comes before s10. */
export interface SlotOrder extends Iterable<string> {
  add(address: string): void;
  remove(address: string): void;
}

/** One shared collator: creating a collator takes longer than many comparisons. */
const { compare } = new Intl.Collator('en', { numeric: true });

export function createSlotOrder(): SlotOrder {
  const addresses: string[] = [];

  /** The index of the first address that does not sort before the argument. */
  function placeOf(address: string): number {
    let low = 0;
    let high = addresses.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(addresses[middle] ?? '', address) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    add: (address) => addresses.splice(placeOf(address), 0, address),
    remove(address) {
      const place = addresses.indexOf(address, placeOf(address));
      if (place >= 0) addresses.splice(place, 1);
    },
    [Symbol.iterator]: () => addresses.values(),
  };
}
