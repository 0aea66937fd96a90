import type { KeptSlots, SlotStore } from '../core/slots/slot-store.js';

export interface SteadySlotsOptions {
  readonly slots: SlotStore;
  /** Executes a write, and repeats it until it succeeds. Rejects early if that takes long. */
  readonly surely: (write: () => Promise<void>) => Promise<void>;
  readonly read: <T>(reading: () => Promise<T>) => Promise<T>;
}

/** A mark that is not stored yet. */
interface Waiting {
  /** The stored data, as they are after the write. */
  readonly applyTo: (kept: KeptSlots) => KeptSlots;
}

/**
 * Marks whose write has failed are kept until they are stored: a read contains them, and a later write of the same mark
 * replaces them, so that a repeated write cannot bring back what was removed meanwhile.
 */
export function createSteadySlots({ slots, surely, read }: SteadySlotsOptions): SlotStore {
  const waiting = new Map<string, Waiting>();

  async function put(key: string, applyTo: Waiting['applyTo'], write: () => Promise<void>): Promise<void> {
    const own = { applyTo };
    // At the end of the order, even if an earlier write of the mark waits.
    waiting.delete(key);
    waiting.set(key, own);
    await surely(async () => {
      if (waiting.get(key) !== own) return;
      await write();
      if (waiting.get(key) === own) waiting.delete(key);
    });
  }

  return {
    async load() {
      // A write may end while the older data are on their way.
      const before = [...waiting.values()];
      const kept = await read(() => slots.load());
      const all = new Set([...before, ...waiting.values()]);
      return [...all].reduce((now, { applyTo }) => applyTo(now), kept);
    },
    saveSlots: (some) => surely(() => slots.saveSlots(some)),
    async forget(address) {
      for (const key of waiting.keys()) if (key.startsWith(`${address} `)) waiting.delete(key);
      const applyTo = ({ outOfService, unresolved, ...kept }: KeptSlots) => ({
        ...kept,
        outOfService: withService(outOfService, address, null),
        unresolved: unresolved.filter((outcome) => outcome.address !== address),
      });
      await put(`${address} `, applyTo, () => slots.forget(address));
    },
    saveOutOfService: (address, reason) =>
      put(
        `${address} service`,
        (kept) => ({ ...kept, outOfService: withService(kept.outOfService, address, reason) }),
        () => slots.saveOutOfService(address, reason),
      ),
    saveOutcome: (outcome) =>
      put(
        `${outcome.address} ${outcome.runId}`,
        (kept) => ({
          ...kept,
          unresolved: [...without(kept.unresolved, outcome.address, outcome.runId), outcome],
        }),
        () => slots.saveOutcome(outcome),
      ),
    dropOutcome: (address, runId) =>
      put(
        `${address} ${runId}`,
        (kept) => ({ ...kept, unresolved: without(kept.unresolved, address, runId) }),
        () => slots.dropOutcome(address, runId),
      ),
  };
}

function withService(
  all: KeptSlots['outOfService'],
  address: string,
  reason: Parameters<SlotStore['saveOutOfService']>[1],
): KeptSlots['outOfService'] {
  const others = [...all].filter(([one]) => one !== address);
  return new Map(reason === null ? others : [...others, [address, reason]]);
}

function without(all: KeptSlots['unresolved'], address: string, runId: string): KeptSlots['unresolved'] {
  return all.filter((outcome) => outcome.address !== address || outcome.runId !== runId);
}
