import DataLoader from 'dataloader';
import type { Core } from '../core/core.js';
import type { Run } from '../core/runs/run.js';
import type { SessionRecord } from '../core/slots/session-record.js';
import type { Slot } from '../core/slots/slot.js';
import { settledWithin } from '../lib/clock.js';
import { OP_CODES } from '../ocs/protocol.js';

/** An agent that does not answer must not delay the answer about the other slots. */
const PATIENCE_MS = 1500;
/** Maximum number of retries that one request loads: the newest. */
const MAX_RETRIES = 1000;

/** A session, and the slot at the moment of that session. */
export interface SlotSession {
  readonly slot: Slot;
  readonly record: SessionRecord;
}

export interface SessionKey {
  readonly slot: Slot;
  readonly operation: string;
}

/**
 * Load data that a slot does not have yet. If the agent had to be asked, they return a newer value of the slot; they
 * never change their argument. Requests in one tick are combined. They cache nothing, so each event of a
 * subscription loads its own data.
 */
export interface Loaders {
  /** The slot with its api; the same slot, unchanged, if the api is unavailable. */
  readonly api: DataLoader<Slot, Slot>;
  /** The latest session of an operation; null if there is none or it is unavailable. */
  readonly session: DataLoader<SessionKey, SlotSession | null>;
  /** A run by its id; null if it is not stored. */
  readonly run: DataLoader<string, Run | null>;
  /** The runs that retry the run with this id, newest first. */
  readonly retries: DataLoader<string, Run[]>;
}

export function createLoaders({ registry, runs, clock }: Pick<Core, 'registry' | 'runs' | 'clock'>): Loaders {
  const bounded = (asked: Promise<unknown>) => settledWithin(clock, asked, PATIENCE_MS);
  const newest = (slot: Slot) => registry.byAddress(slot.address) ?? slot;

  async function withApi(slot: Slot): Promise<Slot> {
    if (!lacksApi(slot)) return slot;
    if (lacksApi(newest(slot))) await bounded(registry.refresh(slot.address));
    return newest(slot);
  }

  /** One get_api returns all sessions of an agent, so `status` is only used if a single session is missing. */
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
    // Each agent is asked separately: there is no batch request.
    api: new DataLoader((slots) => Promise.all(slots.map(withApi)), { cache: false }),
    session: new DataLoader(
      async (keys) => {
        await askFor(
          keys.filter((key) => lacksSession(key) && lacksSession({ ...key, slot: newest(key.slot) })),
        );
        return keys.map((key) => latestOf(lacksSession(key) ? { ...key, slot: newest(key.slot) } : key));
      },
      { cache: false },
    ),
    run: new DataLoader(
      async (ids) => {
        const found = (await runs.list({ ids }, { first: ids.length })).runs;
        return ids.map((id) => found.find((run) => run.id === id) ?? null);
      },
      { cache: false },
    ),
    retries: new DataLoader(
      async (ids) => {
        const found = (await runs.list({ retriesOf: ids }, { first: MAX_RETRIES })).runs;
        return ids.map((id) => found.filter(({ retryOf }) => retryOf === id));
      },
      { cache: false },
    ),
  };
}

/**
 * The slot with its api: at once if it has one, or if nobody can be asked. Without this, a request for everything makes
 * thousands of promises.
 */
export function apiOf({ api }: Pick<Loaders, 'api'>, slot: Slot): Slot | Promise<Slot> {
  return lacksApi(slot) ? api.load(slot) : slot;
}

/** The latest session of an operation: at once if the slot has it, or if nobody can be asked. */
export function sessionOf(
  { session }: Pick<Loaders, 'session'>,
  key: SessionKey,
): SlotSession | null | Promise<SlotSession | null> {
  return lacksSession(key) ? session.load(key) : latestOf(key);
}

function latestOf({ slot, operation }: SessionKey): SlotSession | null {
  const record = slot.sessions.get(operation);
  return record ? { slot, record } : null;
}

function lacksApi({ api, expired }: Slot): boolean {
  return api === null && !expired;
}

function lacksSession({ slot, operation }: SessionKey): boolean {
  const code = slot.opCodes.get(operation) ?? OP_CODES.NONE;
  return !slot.sessions.has(operation) && code !== OP_CODES.NONE && !slot.expired;
}
