import { type Clock, systemClock } from '../../lib/clock.js';
import type { CredLevel } from '../access/cred-level.js';
import {
  type EncodedSession,
  OP_CODES,
  type OpCode,
  SESSION_STATUSES,
  type SessionStatus,
} from '../protocol.js';

/** Maximum number of messages of a session (the newest are kept); the same as in ocs. */
const MAX_MESSAGES = 10_000;

/** The end of an operation: success, and a last message. */
export type Outcome = readonly [success: boolean, message: string];

/** One execution of an operation, for the code that executes it. */
export interface OpSession {
  readonly sessionId: number;
  readonly opName: string;
  /** The credential level of the caller who started it. */
  readonly credLevel: CredLevel;
  readonly status: SessionStatus;
  /** Status, success and degraded in one number, as heartbeats report it. */
  readonly opCode: OpCode;
  /** The data for clients: JSON, which the operation can replace or change. */
  data: Record<string, unknown>;
  /** If set, it is called for each request of a client and replaces `data`. */
  liveData: (() => Record<string, unknown>) | null;
  /** True while the operation runs but cannot do its work. */
  degraded: boolean;
  /** Aborts when a client stops the operation; this can be before it begins to run. */
  readonly stopRequested: AbortSignal;
  /** Resolves when the session is done. */
  readonly ended: Promise<void>;
  addMessage(text: string): void;
  /** The status can only advance. Throws if it would go back, since that is an error in the code of the operation. */
  setStatus(status: Exclude<SessionStatus, 'done'>): void;
  encoded(): EncodedSession;
}

/** An {@link OpSession} for its agent: only the agent can end it. */
export interface OwnedSession extends OpSession {
  end(outcome: Outcome): void;
}

/** The current time in seconds since 1970, as OCS uses it. */
export function unixTime(clock: Clock = systemClock): number {
  return clock.now().getTime() / 1000;
}

export function createSession(
  sessionId: number,
  opName: string,
  credLevel: CredLevel = 1,
  clock: Clock = systemClock,
): OwnedSession {
  const startTime = unixTime(clock);
  const messages: [number, string][] = [];
  const stop = new AbortController();
  let status: SessionStatus = 'starting';
  let success: boolean | null = null;
  let endTime: number | null = null;
  let resolveEnded = () => {};
  const ended = new Promise<void>((resolve) => {
    resolveEnded = resolve;
  });

  function addMessage(text: string): void {
    messages.push([unixTime(clock), text]);
    if (messages.length > MAX_MESSAGES) messages.shift();
  }

  function advance(next: SessionStatus): void {
    if (SESSION_STATUSES.indexOf(next) < SESSION_STATUSES.indexOf(status)) {
      throw new Error(`A session of ${opName} cannot go back from ${status} to ${next}.`);
    }
    if (next === status) return;
    status = next;
    addMessage(`Status is now "${status}".`);
    if (status === 'stopping') stop.abort();
  }

  function opCode(): OpCode {
    switch (status) {
      case 'starting':
        return OP_CODES.STARTING;
      case 'running':
        return session.degraded ? OP_CODES.DEGRADED : OP_CODES.RUNNING;
      case 'stopping':
        return OP_CODES.STOPPING;
      case 'done':
        return success ? OP_CODES.SUCCEEDED : OP_CODES.FAILED;
    }
  }

  addMessage('Status is now "starting".');

  const session: OwnedSession = {
    sessionId,
    opName,
    credLevel,
    get status() {
      return status;
    },
    get opCode() {
      return opCode();
    },
    data: {},
    liveData: null,
    degraded: false,
    stopRequested: stop.signal,
    ended,
    addMessage,
    setStatus: advance,
    end([ok, message]) {
      addMessage(message);
      success = ok;
      endTime = unixTime(clock);
      advance('done');
      resolveEnded();
    },
    encoded: () => ({
      session_id: sessionId,
      op_name: opName,
      op_code: opCode(),
      cred_level: credLevel,
      status,
      degraded: session.degraded,
      success,
      start_time: startTime,
      end_time: endTime,
      data: jsonSafe(session.liveData?.() ?? session.data),
      messages,
    }),
  };
  return session;
}

/** JSON has no NaN: like ocs, we send null. We also send null for infinities, which ocs cannot send. */
function jsonSafe(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(jsonSafe);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, jsonSafe(member)]));
}
