/** The lock of a slot: one operation at a time may command the hardware. */
export interface SlotLock {
  /** Runs `work` under the lock. If the lock is held, does not wait: returns the result of `refused`. */
  hold<T>(name: string, work: () => Promise<T>, refused: (holder: string) => T): Promise<T>;
}

export function createSlotLock(): SlotLock {
  let holder: string | null = null;
  return {
    async hold(name, work, refused) {
      if (holder !== null) return refused(holder);
      holder = name;
      try {
        return await work();
      } finally {
        holder = null;
      }
    },
  };
}
