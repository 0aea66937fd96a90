import { isDeepStrictEqual } from 'node:util';
import type { EncodedSession } from '../../ocs/protocol.js';

/** A session as we last saw it. */
export interface SessionRecord {
  /** Unique across slots, operations and restarts of agents. */
  readonly id: string;
  readonly session: EncodedSession;
  readonly refreshedAt: Date;
  /** True if the agent no longer has this session and only our copy is left. */
  readonly evicted: boolean;
}

/**
 * `session_id` counts from 0 again when an agent restarts. So two sessions are the same only if the agent's start
 * (null until its first heartbeat), `session_id` and `start_time` are all equal.
 */
export function sessionKey(address: string, agentStart: string | null, session: EncodedSession): string {
  return [address, session.op_name, agentStart ?? '', session.session_id, session.start_time].join('/');
}

/** Compares sessions of the same agent start. Use it only if restarts are detected in another way. */
export function isSameSession(a: EncodedSession, b: EncodedSession): boolean {
  return a.op_name === b.op_name && a.session_id === b.session_id && a.start_time === b.start_time;
}

/** True if `known` is newer than `reported`: a later session, or the end of a session that is reported as running. */
export function overtakes(known: EncodedSession, reported: EncodedSession): boolean {
  if (known.session_id !== reported.session_id) return known.session_id > reported.session_id;
  return known.status === 'done' && reported.status !== 'done';
}

/** True if a client can see a difference between `before` and `after`. */
export function hasChanged(before: SessionRecord, after: SessionRecord): boolean {
  return (
    before.id !== after.id ||
    before.evicted !== after.evicted ||
    before.session.messages.length !== after.session.messages.length ||
    !isDeepStrictEqual(before.session, after.session)
  );
}

/** True if the session was read in the last `ms` milliseconds before `now`. */
export function wasReadWithin({ refreshedAt }: SessionRecord, ms: number, now: Date): boolean {
  const age = now.getTime() - refreshedAt.getTime();
  // The clock may have been set back since then.
  return age >= 0 && age < ms;
}

const STATUS_MESSAGE = /^Status is now /;

/** True if the operation is not running: its agent reports no session, or one that has ended. */
export function isIdle(session: EncodedSession | null): boolean {
  return session === null || session.status === 'done';
}

/** True if any client has asked the session to stop or abort: OCS adds a message for this. */
export function wasAskedToStop({ messages }: EncodedSession): boolean {
  return messages.some(([, text]) => text === 'Status is now "stopping".');
}

/** The last message of the operation itself, without the status messages that OCS adds. */
export function lastMessage(session: EncodedSession): string | null {
  return session.messages.findLast(([, text]) => !STATUS_MESSAGE.test(text))?.[1] ?? null;
}

/** The reason for a failure: the traceback from the pysmurf subprocess, or if there is none the last message. */
export function failureReason(session: EncodedSession): string {
  const data = session.data as { result?: { traceback?: unknown } } | null | undefined;
  const traceback = data?.result?.traceback;
  if (typeof traceback === 'string' && traceback.trim() !== '') return traceback;
  return lastMessage(session)?.trim() || 'The operation failed and gave no reason.';
}
