import type { Clock } from '../../lib/clock.js';
import type { Closable } from '../../lib/topic.js';
import type { Registry } from './registry.js';
import type { Slot } from './slot.js';
import type { SlotEvents } from './slot-events.js';
import { remembered, type SlotStore } from './slot-store.js';

/** Changes within this time are written together. */
const WRITE_MS = 1000;
/** Maximum error of the stored time of the last heartbeat, which is shown after a restart. When a slot expires, it has none. */
const REFRESH_MS = 60_000;

export interface SlotKeeperOptions {
  readonly registry: Pick<Registry, 'slots' | 'byAddress'>;
  readonly events: Pick<SlotEvents, 'slots'>;
  readonly store: Pick<SlotStore, 'saveSlots'>;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** Stores the known slots, so that a server knows them when it starts. */
export function keepSlots({ registry, events, store, clock, onError }: SlotKeeperOptions): Closable {
  const saved = new Map<string, Slot>();
  const changed = new Set<string>();

  function save(slots: readonly Slot[]): void {
    for (const slot of slots) saved.set(slot.address, slot);
    if (slots.length > 0) store.saveSlots(slots.map(remembered)).catch(onError);
  }

  function saveChanged(): void {
    const slots = [...changed].flatMap((address) => registry.byAddress(address) ?? []);
    changed.clear();
    save(slots);
  }

  const held = [
    events.slots.listen(({ kind, slot }) => {
      if (kind === 'REMOVED') {
        saved.delete(slot.address);
        changed.delete(slot.address);
      } else if (kind === 'EXPIRED' || isNews(saved.get(slot.address), slot)) changed.add(slot.address);
    }),
    clock.every(WRITE_MS, saveChanged),
    clock.every(REFRESH_MS, () =>
      save(registry.slots.filter((slot) => slot.lastRefresh !== saved.get(slot.address)?.lastRefresh)),
    ),
  ];
  return {
    close() {
      for (const closable of held) closable.close();
      saveChanged();
    },
  };
}

/** False if only the time of the last heartbeat differs. */
function isNews(before: Slot | undefined, { agentStart, streamId, streamIdConfirmed, api }: Slot): boolean {
  return (
    before === undefined ||
    before.agentStart !== agentStart ||
    before.streamId !== streamId ||
    before.streamIdConfirmed !== streamIdConfirmed ||
    before.api !== api
  );
}
