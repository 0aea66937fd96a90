import { isDeepStrictEqual } from 'node:util';
import { type AgentApi, type EncodedSession, type HeartbeatCodes, OP_CODES } from '../../ocs/protocol.js';
import { hasChanged, overtakes, type SessionRecord, sessionKey } from './session-record.js';
import type { ReadProblem, Slot } from './slot.js';

/**
 * How a slot changes: pure functions from one value to the next. Each returns the slot that it was given where
 * nothing has changed.
 */

/** Operations of which a slot keeps a session; an agent has some twenty. */
const MAX_SESSIONS = 500;

/** What each start of an agent can change. */
export type AgentStart = Pick<Slot, 'agentStart' | 'simulated'>;

/** A slot of which one heartbeat is all that is known. */
export function newSlot(
  identity: Pick<Slot, 'id' | 'address' | 'instanceId' | 'agentClass'> & AgentStart,
  opCodes: HeartbeatCodes,
  now: Date,
): Slot {
  return {
    ...identity,
    revision: 1,
    streamId: null,
    streamIdConfirmed: false,
    streamIdSince: now,
    expired: false,
    lastRefresh: now,
    api: null,
    ...codes(opCodes, new Map(), now),
    sessions: new Map(),
    staleSince: now,
    readProblems: [],
  };
}

/** The same slot with some members changed, which clients can see. */
export function changed(slot: Slot, change: Partial<Slot>): Slot {
  return { ...slot, ...change, revision: slot.revision + 1 };
}

/** A new agent speaks for the slot: of the sessions of the one before only our copies are left. */
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

/** The op codes of a heartbeat take the place of those of the one before, so names that are gone cost nothing. */
export function withOpCodes(slot: Slot, opCodes: HeartbeatCodes, now: Date): Slot {
  const next = codes(opCodes, slot.degraded, now);
  return isDeepStrictEqual(next.opCodes, slot.opCodes) ? slot : changed(slot, next);
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
 * What `get_api` reported of the agent itself; its sessions are taken one by one by {@link withSession}.
 * @param ownTasks names of the tasks that our own agent has itself
 */
export function withApi(slot: Slot, api: AgentApi, now: Date, ownTasks: readonly string[] = []): Slot {
  const next: Slot['api'] = {
    hostname: api.hostname,
    pid: api.pid,
    accessControlled: api.accessControl !== null,
    feeds: api.feeds,
    operations: new Map(api.operations.map(({ name, info }) => [name, info])),
  };
  const known = isDeepStrictEqual(next, slot.api) ? slot : changed(slot, { api: next });
  const readable = withHiddenTasks(withoutProblem(known, 'API_UNREADABLE'), ownTasks, now);
  if (api.problems.length === 0) return withoutProblem(readable, 'API_MALFORMED');
  const message = api.problems.join('; ');
  return withProblem(readable, { code: 'API_MALFORMED', operation: null, message, since: now });
}

/** An operation takes the name of a task of our own: who calls that name gets something else than documented. */
function withHiddenTasks(slot: Slot, ownTasks: readonly string[], now: Date): Slot {
  return ownTasks.reduce((before, name) => {
    if (!slot.api?.operations.has(name)) return withoutProblem(before, 'OWN_TASK_HIDDEN', name);
    const message = `The operation ${name} of the slot hides the task of that name that our OCS agent has itself.`;
    return withProblem(before, { code: 'OWN_TASK_HIDDEN', operation: name, message, since: now });
  }, slot);
}

/**
 * The session of an operation as its agent reported it, or null where the agent has none.
 * @param streamId what the session reports as the slot's stream id; null if nothing
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
  // Answers can overtake each other: one that was overtaken brings nothing new.
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
  // A copy that says the same is newer all the same, but no change.
  if (previous && !hasChanged(previous, record)) return { ...slot, sessions };
  return changed(slot, { sessions });
}

/** Only an agent that invents names comes here: sessions of operations that it no longer has go first. */
function dropUnheard(sessions: Map<string, SessionRecord>, { opCodes }: Slot, kept: string): void {
  for (const name of sessions.keys()) {
    if (sessions.size <= MAX_SESSIONS) return;
    if (name !== kept && !opCodes.has(name)) sessions.delete(name);
  }
}

/** The problem takes the place of the one before of its kind and operation, and lasts since that one began. */
export function withProblem(slot: Slot, problem: ReadProblem): Slot {
  const known = slot.readProblems.find((one) => isSame(one, problem));
  if (known?.message === problem.message) return slot;
  const others = slot.readProblems.filter((one) => one !== known);
  return changed(slot, { readProblems: [...others, { ...problem, since: known?.since ?? problem.since }] });
}

/** The problem is over. */
export function withoutProblem(slot: Slot, code: ReadProblem['code'], operation: string | null = null): Slot {
  const others = slot.readProblems.filter((one) => !isSame(one, { code, operation }));
  return others.length === slot.readProblems.length ? slot : changed(slot, { readProblems: others });
}

type Kind = Pick<ReadProblem, 'code' | 'operation'>;

function isSame(one: Kind, other: Kind): boolean {
  return one.code === other.code && one.operation === other.operation;
}
