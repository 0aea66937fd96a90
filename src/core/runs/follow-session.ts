import type { Clock } from '../../lib/clock.js';
import type { Closable } from '../../lib/topic.js';
import { type EncodedSession, isActive, OP_CODES, type OpCode } from '../../ocs/protocol.js';
import type { Registry } from '../slots/registry.js';
import { type SessionRecord, sessionKey } from '../slots/session-record.js';
import type { Slot } from '../slots/slot.js';
import type { CoreEvents } from './core-events.js';
import type { EndWaits } from './end-waits.js';
import { CLOCK_TOLERANCE_MS } from './start-ledger.js';

/** Many operations end, or are refused for the lock, in a moment: the first questions follow each other fast. */
const ASK_FIRST_MS = 100;
const ASK_AGAIN_MS = 1000;
/** While a wait is held, and for what runs for weeks, asking is only the check. */
const CHECK_MS = 5000;
/** An end that the heartbeat shows and no answer confirms is taken after so long: answers may never come. */
const HEARTBEAT_DECIDES_MS = 5000;
/** Two heartbeats after the start, an op code that says "ended" cannot be that of the session before. */
const SURE_MS = 2500;
/** A restarted agent is known by its next heartbeat; they come once a second. */
const NEXT_HEARTBEAT_MS = 3000;

/** How a session that we follow ended. */
export type SessionEnd =
  /** Its agent reported the end. */
  | { readonly kind: 'done'; readonly record: SessionRecord }
  /** The session cannot be read, but the heartbeat says how its operation ended. */
  | { readonly kind: 'by heartbeat'; readonly success: boolean }
  /** The agent has forgotten it before its end was seen. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'restarted' }
  /** Nobody waits for it any more. */
  | { readonly kind: 'given up' };

export interface FollowContext {
  readonly registry: Pick<Registry, 'byAddress' | 'pull' | 'observe'>;
  readonly events: Pick<CoreEvents, 'slots' | 'heartbeats' | 'sessions'>;
  readonly waits: EndWaits;
  readonly clock: Clock;
}

export interface FollowedSession {
  readonly address: string;
  readonly operation: string;
  /** Null where the session cannot be read: then its operation is followed by its op code. */
  readonly sessionId: string | null;
  readonly agentStart: string;
  /** Processes may run for weeks, so no wait is held for them. */
  readonly isTask: boolean;
  /** A process that has reported that it is ready needs no more questions. */
  readonly isQuiet: () => boolean;
}

/**
 * Follows one session to its end, however often the link or the agent goes away meanwhile. All ways in which an
 * end becomes known (a wait, a heartbeat, a question) lead to the same question to the same slot: what does it
 * show of this session?
 */
export async function followSession(
  context: FollowContext,
  target: FollowedSession,
  signal: AbortSignal,
): Promise<SessionEnd> {
  const { registry, events, waits, clock } = context;
  const { address, operation } = target;
  const over = new AbortController();
  const leave = () => over.abort();
  signal.addEventListener('abort', leave);
  if (signal.aborted) leave();

  const evidence = createOpCodeEvidence(clock);
  let end: SessionEnd | null = null;
  const conclude = (found: SessionEnd | null) => {
    end ??= found;
    if (end) leave();
  };
  let forgotten: { readonly at: Date; readonly since: number } | null = null;

  /** What the slot shows of the session at this moment. */
  function look(slot: Slot): SessionEnd | null {
    if (slot.agentStart !== target.agentStart) return { kind: 'restarted' };
    const record = slot.sessions.get(operation);
    const isOurs = record !== undefined && record.id === target.sessionId;
    if (isOurs && record.session.status === 'done') return { kind: 'done', record };
    const isForgotten = target.sessionId !== null && (!isOurs || record.evicted);
    if (isForgotten) {
      // It may be that the agent has restarted: its next heartbeat says so.
      forgotten ??= { at: clock.now(), since: clock.monotonic() };
      const isHeardSince =
        slot.lastRefresh > forgotten.at && clock.monotonic() - forgotten.since >= NEXT_HEARTBEAT_MS;
      if (!isHeardSince) return null;
      const next = record && record.id !== target.sessionId ? record.session : null;
      return evidence.outcome(next) ?? { kind: 'gone' };
    }
    const readAt = isOurs ? record.refreshedAt : null;
    return evidence.decided(readAt);
  }
  const lookNow = () => {
    const slot = registry.byAddress(address);
    if (slot) conclude(look(slot));
  };

  function onAnswer(session: EncodedSession | null): void {
    registry.observe(address, operation, session);
    if (session?.status !== 'done') return;
    const id = sessionKey(address, target.agentStart, session);
    // A waiter is given the session that it waited for, also where a newer one has begun meanwhile.
    if (id !== target.sessionId) return;
    const isNews = end === null;
    const record: SessionRecord = { id, session, refreshedAt: clock.now(), evicted: false };
    conclude({ kind: 'done', record });
    // The slot shows a newer session by now, so those who watch sessions would never see the end of this one.
    const slot = registry.byAddress(address);
    if (isNews && slot) events.sessions.emit({ slot, operation, record });
  }

  const held: Closable[] = [
    events.heartbeats.listen((slot) => {
      if (slot.address !== address) return;
      evidence.take(slot.opCodes.get(operation));
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
      await Promise.race([registry.pull(address, operation), left]);
      lookNow();
    }
    return end ?? { kind: 'given up' };
  } finally {
    for (const closable of held) closable.close();
    signal.removeEventListener('abort', leave);
    leave();
  }
}

/** What heartbeats show of an operation since we began to follow it. */
function createOpCodeEvidence(clock: Clock) {
  const begunAt = clock.monotonic();
  let wasActive = false;
  let ended: { readonly code: OpCode; readonly at: Date; readonly since: number } | null = null;

  /** @param next the session that came after ours: an end that was shown when it may have begun can be its own */
  function outcome(next: EncodedSession | null = null): SessionEnd | null {
    if (!ended || (next && ended.at.getTime() > next.start_time * 1000 - CLOCK_TOLERANCE_MS)) return null;
    return { kind: 'by heartbeat', success: ended.code === OP_CODES.SUCCEEDED };
  }

  return {
    take(code: OpCode | undefined) {
      if (code === undefined) return;
      if (isActive(code)) wasActive = true;
      // The first end is that of our session: what is shown after it is of another.
      if (ended || (code !== OP_CODES.SUCCEEDED && code !== OP_CODES.FAILED)) return;
      const now = clock.monotonic();
      if (wasActive || now - begunAt >= SURE_MS) ended = { code, at: clock.now(), since: now };
    },
    outcome,
    /** The end, if it was shown for long enough and the session was not read since. */
    decided(readAt: Date | null): SessionEnd | null {
      if (!ended || clock.monotonic() - ended.since < HEARTBEAT_DECIDES_MS) return null;
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
