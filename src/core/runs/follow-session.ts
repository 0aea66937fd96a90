import { endingWith } from '../../lib/abort.js';
import type { Clock } from '../../lib/clock.js';
import type { Closable } from '../../lib/topic.js';
import { type EncodedSession, isActive, OP_CODES, type OpCode } from '../../ocs/protocol.js';
import type { Registry } from '../slots/registry.js';
import { type SessionRecord, sessionKey, wasReadWithin } from '../slots/session-record.js';
import type { Slot } from '../slots/slot.js';
import type { CoreEvents } from './core-events.js';
import type { EndWaits } from './end-waits.js';
import { CLOCK_TOLERANCE_MS, type StartLedger } from './start-ledger.js';

/** Many operations end very soon, or are refused because of the lock: so the first polls are fast. */
const ASK_FIRST_MS = 100;
const ASK_AGAIN_MS = 1000;
/** Poll interval while a wait is open, and for a ready process: polling is then only a check. */
const CHECK_MS = 5000;
/** A session that somebody watches is read each second. A check so soon after that would show nothing else. */
const JUST_READ_MS = 2000;
/**
 * After this time, an end in the heartbeat is accepted without an answer that confirms it: answers may never come. At
 * least one question must have been asked since the end: the heartbeat may show the end of a later session.
 */
const HEARTBEAT_DECIDES_MS = 5000;
/** Two heartbeats after the start, an op code for an end cannot belong to the previous session. */
const SURE_MS = 2500;
/** The next heartbeat shows whether the agent has restarted; heartbeats come once a second. */
const NEXT_HEARTBEAT_MS = 3000;
/** A server that has taken a run reads the session within this time, also if many answers are lost. */
const UNREAD_MS = 30_000;

/** How a followed session ended. */
export type SessionEnd =
  /** Its agent reported the end. */
  | { readonly kind: 'done'; readonly record: SessionRecord }
  /** The session cannot be read, but the heartbeat shows how its operation ended. */
  | { readonly kind: 'by heartbeat'; readonly success: boolean }
  /** The agent no longer has the session, and its end was not seen. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'restarted' }
  /** `signal` has aborted. */
  | { readonly kind: 'given up' };

export interface FollowContext {
  readonly registry: Pick<Registry, 'byAddress' | 'pull' | 'observe'>;
  readonly events: Pick<CoreEvents, 'slots' | 'heartbeats' | 'sessions'>;
  readonly waits: EndWaits;
  readonly starts: Pick<StartLedger, 'count' | 'isStartedAfter'>;
  readonly clock: Clock;
}

export interface FollowedSession {
  readonly address: string;
  readonly operation: string;
  /** Null if the session cannot be read: its operation is then followed by the op code. */
  readonly record: Pick<SessionRecord, 'id' | 'session'> | null;
  readonly agentStart: string;
  /** False for processes: they may run for weeks, so no wait is used for them. */
  readonly isTask: boolean;
  /** True if the process has reported that it is ready: it is then polled less often. */
  readonly isQuiet: () => boolean;
}

/** A session of a task, as an answer of its agent contains it. */
export function sessionOfTask(address: string, agentStart: string, session: EncodedSession): FollowedSession {
  const record = { id: sessionKey(address, agentStart, session), session };
  return { address, operation: session.op_name, record, agentStart, isTask: true, isQuiet: () => false };
}

/**
 * Follows one session to its end, across losses of the link and of the agent. An end can be found by a wait, a
 * heartbeat or a poll; all of them call the same check of what the slot shows of this session.
 */
export async function followSession(
  context: FollowContext,
  target: FollowedSession,
  signal: AbortSignal,
): Promise<SessionEnd> {
  const { registry, events, waits, starts, clock } = context;
  const { address, operation } = target;
  const sessionId = target.record?.id ?? null;
  const earlierStarts = starts.count;
  const begunAt = clock.monotonic();
  const over = endingWith(signal);

  const evidence = createOpCodeEvidence(clock);
  let end: SessionEnd | null = null;
  const conclude = (found: SessionEnd | null) => {
    end ??= found;
    if (end) over.end();
  };
  let forgotten: { readonly at: Date; readonly since: number } | null = null;

  /** What the slot shows of the session now. */
  function look(slot: Slot): SessionEnd | null {
    if (slot.agentStart !== target.agentStart) return { kind: 'restarted' };
    const record = slot.sessions.get(operation);
    const isOurs = record !== undefined && record.id === sessionId;
    if (isOurs) evidence.isOf(record.session);
    if (isOurs && record.session.status === 'done') return { kind: 'done', record };
    const isForgotten = sessionId !== null && !isBehind(record) && (!isOurs || record.evicted);
    if (isForgotten) {
      // The agent may have restarted: its next heartbeat shows that.
      forgotten ??= { at: clock.now(), since: clock.monotonic() };
      const isHeardSince =
        slot.lastRefresh > forgotten.at && clock.monotonic() - forgotten.since >= NEXT_HEARTBEAT_MS;
      if (!isHeardSince) return null;
      const next = record && record.id !== sessionId ? record.session : null;
      return unlessOfNext(evidence.outcome(next)) ?? { kind: 'gone' };
    }
    const readAt = isOurs ? record.refreshedAt : null;
    return unlessOfNext(evidence.decided(readAt));
  }
  /** True if this server has not read our session, which another server began: it shows none, or an earlier one. */
  function isBehind(record: SessionRecord | undefined): boolean {
    if (record === undefined) return clock.monotonic() - begunAt < UNREAD_MS;
    // Agents count their sessions.
    return target.record !== null && record.session.session_id < target.record.session.session_id;
  }
  /** Another server can have sent a later start before the heartbeat came. This server receives that later. */
  function unlessOfNext(found: SessionEnd | null): SessionEnd | null {
    const { endedAt } = evidence;
    return endedAt && starts.isStartedAfter(address, operation, earlierStarts, endedAt) ? null : found;
  }
  const isJustRead = () => {
    const record = registry.byAddress(address)?.sessions.get(operation);
    return record !== undefined && wasReadWithin(record, JUST_READ_MS, clock.now());
  };
  const lookNow = () => {
    const slot = registry.byAddress(address);
    if (slot) conclude(look(slot));
  };

  function onAnswer(session: EncodedSession | null): void {
    registry.observe(address, operation, session);
    if (session?.status !== 'done') return;
    const id = sessionKey(address, target.agentStart, session);
    // `wait` returns the session that it waited for, even if a newer one has begun in the meantime.
    if (id !== sessionId) return;
    const isNews = end === null;
    const record: SessionRecord = { id, session, refreshedAt: clock.now(), evicted: false };
    conclude({ kind: 'done', record });
    // The slot may already show a newer session, so subscribers to sessions would never receive the end of this one.
    const slot = registry.byAddress(address);
    if (isNews && slot) events.sessions.emit({ slot, operation, record });
  }

  const held: Closable[] = [
    events.heartbeats.listen((slot) => {
      if (slot.address !== address) return;
      // The op code does not show whether it belongs to our session or to one that was started after it.
      if (!starts.isStartedAfter(address, operation, earlierStarts)) {
        evidence.take(slot.opCodes.get(operation));
      }
      conclude(look(slot));
    }),
    events.sessions.listen(({ slot, operation: name }) => {
      if (slot.address === address && name === operation) conclude(look(slot));
    }),
  ];
  try {
    lookNow();
    const wait = target.isTask ? waits.follow(address, operation, over.signal, onAnswer) : { isHeld: false };
    const left = aborted(over.signal);
    let askMs = ASK_FIRST_MS;
    while (!over.signal.aborted) {
      const isChecking = wait.isHeld || target.isQuiet();
      await clock.sleep(isChecking ? CHECK_MS : askMs, over.signal);
      if (over.signal.aborted) break;
      askMs = Math.min(2 * askMs, ASK_AGAIN_MS);
      const isEndShown = evidence.endedAt !== null;
      if (isChecking && !isEndShown && isJustRead()) continue;
      await Promise.race([registry.pull(address, operation), left]);
      if (isEndShown) evidence.asked();
      lookNow();
    }
    return end ?? { kind: 'given up' };
  } finally {
    for (const closable of held) closable.close();
    over.close();
  }
}

/** What the heartbeats have shown of the operation since we began to follow it. */
function createOpCodeEvidence(clock: Clock) {
  const begunAt = clock.monotonic();
  let wasActive = false;
  /** When our session began, in seconds by the clock of its agent; null if it cannot be read. */
  let ownStart: number | null = null;
  let ended: { readonly code: OpCode; readonly at: Date; readonly since: number } | null = null;
  let isAsked = false;

  /** @param next the next session: an end that was seen when `next` may have begun can belong to `next` */
  function outcome(next: EncodedSession | null = null): SessionEnd | null {
    if (!ended || (next && mayBelongTo(next, ended))) return null;
    return { kind: 'by heartbeat', success: ended.code === OP_CODES.SUCCEEDED };
  }

  /** The server's clock may have been set: so the time since our session began, which is known without it, counts too. */
  function mayBelongTo({ start_time }: EncodedSession, { at, since }: NonNullable<typeof ended>): boolean {
    const seenAt = Math.max(at.getTime(), (ownStart ?? 0) * 1000 + since - begunAt);
    return seenAt > start_time * 1000 - CLOCK_TOLERANCE_MS;
  }

  return {
    isOf({ start_time }: EncodedSession) {
      ownStart = start_time;
    },
    take(code: OpCode | undefined) {
      if (code === undefined) return;
      if (isActive(code)) wasActive = true;
      // The first end belongs to our session; later op codes belong to others.
      if (ended || (code !== OP_CODES.SUCCEEDED && code !== OP_CODES.FAILED)) return;
      const now = clock.monotonic();
      if (wasActive || now - begunAt >= SURE_MS) ended = { code, at: clock.now(), since: now };
    },
    outcome,
    /** Call it when a question that was asked after the end is answered, or will not be. */
    asked() {
      isAsked = true;
    },
    /** When the heartbeat showed the end; null if it has not. */
    get endedAt() {
      return ended?.at ?? null;
    },
    /** The end, if the heartbeat has shown it long enough and the session was not read since then. */
    decided(readAt: Date | null): SessionEnd | null {
      if (!ended || !isAsked || clock.monotonic() - ended.since < HEARTBEAT_DECIDES_MS) return null;
      return readAt !== null && readAt > ended.at ? null : outcome();
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
