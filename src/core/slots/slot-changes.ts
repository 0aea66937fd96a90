import { isDeepStrictEqual } from 'node:util';
import {
  type AgentApi,
  type EncodedSession,
  type FeedInfo,
  type HeartbeatCodes,
  OP_CODES,
} from '../../ocs/protocol.js';
import { hasChanged, overtakes, type SessionRecord, sessionKey } from './session-record.js';
import type { ReadProblem, Slot, SlotApi } from './slot.js';
import type { RememberedSlot } from './slot-store.js';

/**
 * The changes of a slot, as pure functions from one value to the next. Each returns its argument if nothing has
 * changed.
 */

/** Maximum number of sessions of a slot, one for each operation; an agent has about 20 operations. */
const MAX_SESSIONS = 500;

/** The values that can change when an agent restarts. */
export type AgentStart = Pick<Slot, 'agentStart' | 'simulated'>;

export function startOf({ session_id, simulated = false }: FeedInfo): AgentStart {
  return { agentStart: session_id, simulated };
}

/** A new slot, known only by its first heartbeat. */
export function newSlot(
  identity: Pick<Slot, 'id' | 'address' | 'instanceId' | 'agentClass'> & AgentStart,
  opCodes: HeartbeatCodes,
  now: Date,
): Slot {
  return {
    ...identity,
    revision: 1,
    groups: [],
    streamId: null,
    streamIdConfirmed: false,
    streamIdSince: now,
    expired: false,
    awaited: false,
    lastRefresh: now,
    api: null,
    ...codes(opCodes, new Map(), now),
    sessions: new Map(),
    staleSince: now,
    readProblems: [],
  };
}

/** A slot from the store. It counts as expired until its first heartbeat. */
export function awaitedSlot(
  identity: Pick<Slot, 'id' | 'agentClass'>,
  { lastRefresh, ...known }: RememberedSlot,
  now: Date,
): Slot {
  const fresh = newSlot({ ...identity, ...known }, {}, now);
  return { ...fresh, ...known, lastRefresh, expired: true, awaited: true };
}

/** False for an equal copy of the session: it makes a new Slot value, but clients see no change. */
export function isNews(before: Slot, after: Slot): boolean {
  return after.sessions !== before.sessions && after.revision !== before.revision;
}

/** The slot with some members changed, in a way that clients can see. */
export function changed(slot: Slot, change: Partial<Slot>): Slot {
  return { ...slot, ...change, revision: slot.revision + 1 };
}

/** After a restart of the agent: only our copies of its earlier sessions are left. */
export function restarted(slot: Slot, start: AgentStart, now: Date): Slot {
  const sessions = [...slot.sessions].map(([name, record]) => [name, { ...record, evicted: true }] as const);
  return changed(slot, {
    ...start,
    api: null,
    streamIdConfirmed: false,
    streamIdSince: now,
    sessions: new Map(sessions),
    readProblems: [],
  });
}

/** The op codes of a heartbeat replace the earlier ones, so operations that no longer exist use no memory. */
export function withOpCodes(slot: Slot, opCodes: HeartbeatCodes, now: Date): Slot {
  const names = Object.keys(opCodes);
  const isSame =
    names.length === slot.opCodes.size && names.every((name) => opCodes[name] === slot.opCodes.get(name));
  return isSame ? slot : changed(slot, codes(opCodes, slot.degraded, now));
}

function codes(
  opCodes: HeartbeatCodes,
  degraded: Slot['degraded'],
  now: Date,
): Pick<Slot, 'opCodes' | 'degraded'> {
  const entries = Object.entries(opCodes);
  return {
    opCodes: new Map(entries),
    degraded: new Map(
      entries
        .filter(([, code]) => code === OP_CODES.DEGRADED)
        .map(([name]) => [name, degraded.get(name) ?? now]),
    ),
  };
}

/**
 * Stores what `get_api` reported about the agent. Its sessions are stored one by one with {@link withSession}.
 * @param ownTasks names of the tasks of our own agent
 * @param share see `createSharedOperations`
 */
export function withApi(
  slot: Slot,
  api: AgentApi,
  now: Date,
  ownTasks: readonly string[] = [],
  share = (operations: SlotApi['operations']) => operations,
): Slot {
  const next: Slot['api'] = {
    hostname: api.hostname,
    pid: api.pid,
    accessControlled: api.accessControl !== null,
    feeds: api.feeds,
    operations: share(new Map(api.operations.map(({ name, info }) => [name, info]))),
  };
  const known = isDeepStrictEqual(next, slot.api) ? slot : changed(slot, { api: next });
  const readable = withHiddenTasks(withoutProblem(known, 'API_UNREADABLE'), ownTasks, now);
  if (api.problems.length === 0) return withoutProblem(readable, 'API_MALFORMED');
  const message = api.problems.join('; ');
  return withProblem(readable, { code: 'API_MALFORMED', operation: null, message, since: now });
}

/** Reports operations with the name of one of our own tasks: OCS clients that call this name do not reach the task. */
function withHiddenTasks(slot: Slot, ownTasks: readonly string[], now: Date): Slot {
  return ownTasks.reduce((before, name) => {
    if (!slot.api?.operations.has(name)) return withoutProblem(before, 'OWN_TASK_HIDDEN', name);
    const message = `The slot has an operation ${name}, so the MultiSmurf task ${name} cannot be used.`;
    return withProblem(before, { code: 'OWN_TASK_HIDDEN', operation: name, message, since: now });
  }, slot);
}

/**
 * Stores the session of an operation, as reported by the agent; null if the agent has none.
 * @param streamId the stream id in the session; null if it contains none
 */
export function withSession(
  slot: Slot,
  operation: string,
  session: EncodedSession | null,
  now: Date,
  streamId: string | null,
): Slot {
  const readable = withoutProblem(slot, 'SESSION_UNREADABLE', operation);
  const previous = slot.sessions.get(operation);
  if (session === null) {
    return previous && !previous.evicted
      ? keep(readable, operation, { ...previous, evicted: true })
      : readable;
  }
  // Answers can arrive in the wrong order: ignore one that is older than our copy.
  if (previous && !previous.evicted && overtakes(previous.session, session)) return readable;
  const id = sessionKey(slot.address, slot.agentStart, session);
  const next = keep(readable, operation, { id, session, refreshedAt: now, evicted: false });
  if (streamId === null || (slot.streamIdConfirmed && slot.streamId === streamId)) return next;
  return changed(next, { streamId, streamIdConfirmed: true, streamIdSince: now });
}

function keep(slot: Slot, operation: string, record: SessionRecord): Slot {
  const previous = slot.sessions.get(operation);
  const sessions = new Map(slot.sessions).set(operation, record);
  if (sessions.size > MAX_SESSIONS) dropUnheard(sessions, slot, operation);
  // An equal copy updates refreshedAt, but is no change.
  if (previous && !hasChanged(previous, record)) return { ...slot, sessions };
  return changed(slot, { sessions });
}

/** Happens only if an agent invents names. Drops sessions of operations that it no longer has. */
function dropUnheard(sessions: Map<string, SessionRecord>, { opCodes }: Slot, kept: string): void {
  for (const name of sessions.keys()) {
    if (sessions.size <= MAX_SESSIONS) return;
    if (name !== kept && !opCodes.has(name)) sessions.delete(name);
  }
}

/** Replaces an earlier problem of the same kind and operation, and keeps its `since`. */
export function withProblem(slot: Slot, problem: ReadProblem): Slot {
  const known = slot.readProblems.find((one) => isSame(one, problem));
  if (known?.message === problem.message) return slot;
  const others = slot.readProblems.filter((one) => one !== known);
  return changed(slot, { readProblems: [...others, { ...problem, since: known?.since ?? problem.since }] });
}

/** Removes the problem. */
export function withoutProblem(slot: Slot, code: ReadProblem['code'], operation: string | null = null): Slot {
  const others = slot.readProblems.filter((one) => !isSame(one, { code, operation }));
  return others.length === slot.readProblems.length ? slot : changed(slot, { readProblems: others });
}

type Kind = Pick<ReadProblem, 'code' | 'operation'>;

function isSame(one: Kind, other: Kind): boolean {
  return one.code === other.code && one.operation === other.operation;
}
