import type { Clock } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import type { Closable } from '../../lib/topic.js';
import type { OcsClient } from '../../ocs/client.js';
import type { OcsBridge } from '../../ocs/http-bridge.js';
import type { AgentApi, EncodedSession, Heartbeat } from '../../ocs/protocol.js';
import type { LinkState, WampConnection } from '../../wamp/types.js';
import { globalId } from '../global-id.js';
import type { AgentProfile } from './agent-profile.js';
import type { GroupsOf } from './groups.js';
import { createInitialScan, type InitialScan } from './initial-scan.js';
import { createListeningTime, type Heard } from './listening-time.js';
import { withStreamIdsOf } from './names.js';
import { createSharedOperations } from './shared-operations.js';
import type { Slot } from './slot.js';
import {
  type AgentStart,
  awaitedSlot,
  changed,
  isNews,
  newSlot,
  restarted,
  startOf,
  withApi,
  withOpCodes,
  withProblem,
  withSession,
} from './slot-changes.js';
import type { SlotEventKind, SlotEvents } from './slot-events.js';
import { createSlotOrder } from './slot-order.js';
import { createSlotQuestions, isActiveIn, type SlotQuestions } from './slot-questions.js';
import { createSlotReader } from './slot-reader.js';
import type { RememberedSlot } from './slot-store.js';
import { createStateFreshness, type StateFreshness } from './state-freshness.js';

const TICK_MS = 1000;
/** More slots than any telescope has. Limits the memory if a program invents addresses. */
const MAX_SLOTS = 10_000;

/** The current list of the slots on the network, updated by their heartbeats. */
export interface Registry {
  /** Sorted by instance id. */
  readonly slots: readonly Slot[];
  byAddress(address: string): Slot | undefined;
  /** Whether a heartbeat came in the last seconds. If it waited to be read while this process was suspended, no. */
  isHeardNow(address: string): boolean;
  readonly scan: InitialScan;
  /** Reads get_api of one agent; true if it has answered. Concurrent calls share one request. Never rejects. */
  refresh(address: string): Promise<boolean>;
  /** Reads one session. Concurrent calls share one request. Never rejects: see `readProblems`. */
  pull(address: string, operation: string): Promise<void>;
  /** Stores a session from a reply to start, stop, wait or status. */
  observe(address: string, operation: string, session: EncodedSession | null): void;
  /** Emits UPDATED for a change outside the slot that clients see with it: runs, problems, marks. */
  touch(address: string): void;
  /** Removes the slot. A heartbeat adds it again. */
  forget(address: string): void;
  close(): void;
}

interface Entry {
  slot: Slot;
  readonly freshness: StateFreshness;
  readonly questions: SlotQuestions;
  heard: Heard;
}

export interface RegistryOptions {
  readonly connection: WampConnection;
  readonly client: OcsClient;
  readonly bridge: OcsBridge | null;
  readonly profile: AgentProfile;
  readonly events: SlotEvents;
  /** Name of the network, for ids. */
  readonly network: string;
  readonly addressRoot: string;
  readonly expireTimeMs: number;
  /** Slots beyond this number are ignored. */
  readonly maxSlots?: number;
  readonly groupsOf: GroupsOf;
  /** Names of the tasks of our own agent. */
  readonly ownTasks: readonly string[];
  /** Slots that were known before the start of the server. */
  readonly known?: readonly RememberedSlot[];
  readonly clock: Clock;
  readonly logger: Logger;
}

export function createRegistry(options: RegistryOptions): Registry {
  const { connection, client, bridge, profile, events, expireTimeMs, maxSlots = MAX_SLOTS } = options;
  const { clock, logger } = options;
  const { agentClass } = profile;
  const idOf = (address: string) => globalId('SmurfInstance', options.network, address);
  const prefix = `${options.addressRoot}.`;
  const entries = new Map<string, Entry>();
  const order = createSlotOrder<Entry>(({ slot }) => slot.address);
  const share = createSharedOperations();
  let isFull = false;
  let inOrder: readonly Slot[] | null = [];
  const listening = createListeningTime(clock, connection.link);
  const reader = createSlotReader({
    ...{ client, bridge, clock },
    onApi: takeApi,
    onApiFailure: (address, reason) =>
      takeFailure(address, 'API_UNREADABLE', `get_api of the agent cannot be read: ${reason}`, null),
    onSession: observe,
    onSessionFailure: (address, operation, reason) =>
      takeFailure(address, 'SESSION_UNREADABLE', `The session cannot be read: ${reason}`, operation),
  });
  const scan = createInitialScan({ connection, idle: reader.idle, clock, logger, count: () => entries.size });
  const list = () => (inOrder ??= order.entries.map(({ slot }) => slot));
  const inGroups = (slot: Slot): Slot => ({ ...slot, groups: options.groupsOf(slot) });

  /** All changes of a slot are made here. */
  function replace(entry: Entry, given: Slot, kind: SlotEventKind = 'UPDATED'): void {
    const before = entry.slot;
    const next = given.streamId === before.streamId ? given : inGroups(given);
    if (next === before) return;
    entry.slot = next;
    inOrder = null;
    if (next.revision === before.revision) return;
    events.slots.emit({ kind, slot: next });
    const isRenamed =
      next.streamId !== before.streamId || next.streamIdConfirmed !== before.streamIdConfirmed;
    if (isRenamed || next.expired !== before.expired) touchRivals(before, next);
  }

  /** If two slots report one stream id, both have a problem. */
  function touchRivals(...claimants: readonly Slot[]): void {
    for (const { address } of withStreamIdsOf(claimants, list())) touch(address);
  }

  function touch(address: string): void {
    const entry = entries.get(address);
    if (entry) replace(entry, changed(entry.slot, {}));
  }

  function onHeartbeat({ opCodes, info }: Heartbeat): void {
    const address = info.agent_address;
    if (info.agent_class !== agentClass || !address.startsWith(prefix)) return;
    const entry = entries.get(address) ?? add(address, startOf(info), opCodes);
    if (!entry) return;
    entry.heard = listening.heard();
    replace(entry, { ...entry.slot, lastRefresh: clock.now() });
    if (entry.slot.agentStart !== info.session_id) {
      logger.info({ address }, 'the agent of a slot has restarted');
      replace(entry, restarted(entry.slot, startOf(info), clock.now()), 'RESTARTED');
      for (const [operation, record] of entry.slot.sessions) {
        events.sessions.emit({ slot: entry.slot, operation, record });
      }
      entry.questions.askApi(entry.slot);
    }
    if (entry.slot.expired) {
      replace(entry, changed(entry.slot, { expired: false, awaited: false }), 'RETURNED');
      entry.questions.askApi(entry.slot);
    }
    takeOpCodes(entry, opCodes);
    events.heartbeats.emit(entry.slot);
    entry.questions.askForWhatIsMissing(entry.slot);
  }

  function add(address: string, start: AgentStart, opCodes: Heartbeat['opCodes']): Entry | null {
    if (entries.size >= maxSlots) {
      if (!isFull) logger.error({ address, maxSlots }, 'too many slots: this and further ones are ignored');
      isFull = true;
      return null;
    }
    const identity = { id: idOf(address), address, instanceId: address.slice(prefix.length), agentClass };
    const entry = enter(newSlot({ ...identity, ...start }, opCodes, clock.now()));
    logger.info({ address }, 'found a slot');
    events.slots.emit({ kind: 'ADDED', slot: entry.slot });
    return entry;
  }

  function enter(slot: Slot): Entry {
    const entry: Entry = {
      slot: inGroups(slot),
      freshness: createStateFreshness(clock),
      questions: createSlotQuestions({ address: slot.address, reader, profile, clock }),
      heard: listening.notHeard(),
    };
    entries.set(slot.address, entry);
    order.add(entry);
    inOrder = null;
    return entry;
  }

  function takeOpCodes(entry: Entry, opCodes: Heartbeat['opCodes']): void {
    const before = entry.slot.opCodes;
    replace(entry, withOpCodes(entry.slot, opCodes, clock.now()));
    if (entry.slot.opCodes === before) return;
    for (const [operation, code] of entry.slot.opCodes) {
      if (before.get(operation) !== code) void reader.readSessionAnew(entry.slot.address, operation);
    }
  }

  function takeApi(address: string, api: AgentApi): void {
    const entry = entries.get(address);
    if (entry) replace(entry, withApi(entry.slot, api, clock.now(), options.ownTasks, share));
    for (const { name, session } of api.operations) observe(address, name, session);
  }

  function observe(address: string, operation: string, session: EncodedSession | null): void {
    const entry = entries.get(address);
    if (!entry) return;
    const before = entry.slot;
    const streamId = session && profile.streamIdOf(session);
    replace(entry, withSession(before, operation, session, clock.now(), streamId));
    const record = entry.slot.sessions.get(operation);
    if (record && isNews(before, entry.slot)) events.sessions.emit({ slot: entry.slot, operation, record });
  }

  function takeFailure(
    address: string,
    code: 'API_UNREADABLE' | 'SESSION_UNREADABLE',
    message: string,
    operation: string | null,
  ): void {
    const entry = entries.get(address);
    if (!entry) return;
    const next = withProblem(entry.slot, { code, operation, message, since: clock.now() });
    if (next !== entry.slot) logger.warn({ address, code, operation }, message);
    replace(entry, next);
  }

  function onStateRead(address: string): void {
    const entry = entries.get(address);
    if (!entry) return;
    entry.freshness.observed();
    if (!entry.slot.streamIdConfirmed) entry.questions.askStreamId(entry.slot);
    events.stateReads.emit(entry.slot);
    checkFreshness(entry);
  }

  function checkFreshness(entry: Entry): void {
    const { slot, freshness } = entry;
    const record = slot.sessions.get(profile.stateReader);
    const lastRead = record && !record.evicted ? profile.lastStateRead(record.session) : null;
    const isRead = isActiveIn(slot, profile.stateReader) && !slot.expired;
    const isStale = !isRead || freshness.isStale(lastRead);
    if (isStale === (slot.staleSince !== null)) return;
    replace(entry, changed(slot, { staleSince: isStale ? clock.now() : null }));
  }

  function checkSilence(entry: Entry): void {
    const { slot, heard } = entry;
    if (slot.expired && !slot.awaited) return;
    if (!connection.link.connected || listening.silence(heard) <= expireTimeMs) return;
    logger.warn({ address: slot.address }, 'a slot has expired: no heartbeat');
    replace(entry, changed(slot, { expired: true, awaited: false }), 'EXPIRED');
  }

  function tick(): void {
    listening.tick();
    for (const entry of entries.values()) {
      checkSilence(entry);
      checkFreshness(entry);
    }
  }

  const known = (options.known ?? []).filter(({ address }) => address.startsWith(prefix));
  for (const slot of known) enter(awaitedSlot({ id: idOf(slot.address), agentClass }, slot, clock.now()));

  const held: Closable[] = [
    client.onHeartbeat(options.addressRoot, onHeartbeat),
    client.onFeed(prefix, profile.stateFeed, ({ info }) => onStateRead(info.agent_address)),
    connection.onLinkChange((link: LinkState) => listening.take(link)),
    clock.every(TICK_MS, tick),
    scan,
  ];

  return {
    get slots() {
      return list();
    },
    byAddress: (address) => entries.get(address)?.slot,
    isHeardNow: (address) => listening.isRecent(entries.get(address)?.heard),
    scan,
    async refresh(address) {
      return entries.has(address) && (await reader.readApi(address));
    },
    async pull(address, operation) {
      if (entries.has(address)) await reader.readSession(address, operation);
    },
    observe,
    touch,
    forget(address) {
      const entry = entries.get(address);
      if (!entry) return;
      entries.delete(address);
      order.remove(address);
      inOrder = null;
      logger.info({ address }, 'a slot was removed from the list');
      events.slots.emit({ kind: 'REMOVED', slot: entry.slot });
    },
    close() {
      for (const closable of held.splice(0)) closable.close();
    },
  };
}
