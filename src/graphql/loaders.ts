import DataLoader from 'dataloader';
import type { Core } from '../core/core.js';
import type { SessionRecord } from '../core/slots/session-record.js';
import type { Slot } from '../core/slots/slot.js';
import { settledWithin } from '../lib/clock.js';
import { OP_CODES } from '../ocs/protocol.js';

/** One agent that does not answer must not hold up the answer about the others. */
const PATIENCE_MS = 1500;

/** A session, and the slot as it was when it showed that session. */
export interface SlotSession {
  readonly slot: Slot;
  readonly record: SessionRecord;
}

export interface SessionKey {
  readonly slot: Slot;
  readonly operation: string;
}

/**
 * Complete what a slot lacks: they return a newer value of the slot where its agent had to be asked, and never
 * change the one that they were given. What is asked for in one tick is asked once. They keep nothing, so each
 * event of a subscription is completed anew.
 */
export interface Loaders {
  /** The slot with its api; as it was given if the api cannot be had. */
  readonly api: DataLoader<Slot, Slot>;
  /** The latest session of an operation; null if there is none or it cannot be had. */
  readonly session: DataLoader<SessionKey, SlotSession | null>;
}

export function createLoaders({ registry, clock }: Pick<Core, 'registry' | 'clock'>): Loaders {
  const bounded = (asked: Promise<void>) => settledWithin(clock, asked, PATIENCE_MS);
  const newest = (slot: Slot) => registry.byAddress(slot.address) ?? slot;
  const lacksApi = ({ api, expired }: Slot) => api === null && !expired;

  async function withApi(slot: Slot): Promise<Slot> {
    if (!lacksApi(slot)) return slot;
    if (lacksApi(newest(slot))) await bounded(registry.refresh(slot.address));
    return newest(slot);
  }

  /** One get_api answers for all sessions of an agent, so only a single one is asked for by status. */
  async function askFor(keys: readonly SessionKey[]): Promise<void> {
    const missing = new Map<string, Set<string>>();
    for (const { slot, operation } of keys) {
      const operations = missing.get(slot.address) ?? new Set();
      missing.set(slot.address, operations.add(operation));
    }
    await Promise.all(
      [...missing].map(([address, operations]) => {
        const [operation = ''] = operations;
        const isSingle = operations.size === 1;
        return bounded(isSingle ? registry.pull(address, operation) : registry.refresh(address));
      }),
    );
  }

  return {
    // Each agent has to be asked for its own: there is nothing to put together.
    api: new DataLoader((slots) => Promise.all(slots.map(withApi)), { cache: false }),
    session: new DataLoader(
      async (keys) => {
        await askFor(
          keys.filter((key) => lacksSession(key) && lacksSession({ ...key, slot: newest(key.slot) })),
        );
        return keys.map((key) => {
          const slot = lacksSession(key) ? newest(key.slot) : key.slot;
          const record = slot.sessions.get(key.operation);
          return record ? { slot, record } : null;
        });
      },
      { cache: false },
    ),
  };
}

function lacksSession({ slot, operation }: SessionKey): boolean {
  const code = slot.opCodes.get(operation) ?? OP_CODES.NONE;
  return !slot.sessions.has(operation) && code !== OP_CODES.NONE && !slot.expired;
}
