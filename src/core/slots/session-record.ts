import { isDeepStrictEqual } from 'node:util';
import type { EncodedSession } from '../../ocs/protocol.js';

/** A session as we last saw it. */
export interface SessionRecord {
  /** Unique over slots, operations and restarts of agents. */
  readonly id: string;
  readonly session: EncodedSession;
  readonly refreshedAt: Date;
  /** True when the agent no longer has this session and our copy is all that is left. */
  readonly evicted: boolean;
}

/**
 * `session_id` counts from 0 again when an agent restarts, so a session is the same only if the agent's start
 * (null until its first heartbeat), `session_id` and `start_time` all agree.
 */
export function sessionKey(address: string, agentStart: string | null, session: EncodedSession): string {
  return [address, session.op_name, agentStart ?? '', session.session_id, session.start_time].join('/');
}

/** Session of the same agent start: enough where a restart is looked for by other means. */
export function isSameSession(a: EncodedSession, b: EncodedSession): boolean {
  return a.op_name === b.op_name && a.session_id === b.session_id && a.start_time === b.start_time;
}

/** True if `known` is later than `reported`: a later session, or the end of the one that is reported running. */
export function overtakes(known: EncodedSession, reported: EncodedSession): boolean {
  if (known.session_id !== reported.session_id) return known.session_id > reported.session_id;
  return known.status === 'done' && reported.status !== 'done';
}

/** True if a client that has seen `before` would see something new in `after`. */
export function hasChanged(before: SessionRecord, after: SessionRecord): boolean {
  return (
    before.id !== after.id ||
    before.evicted !== after.evicted ||
    before.session.messages.length !== after.session.messages.length ||
    !isDeepStrictEqual(before.session, after.session)
  );
}

const STATUS_MESSAGE = /^Status is now /;

/** True if the operation does not run: its agent reports no session of it, or one that has ended. */
export function isIdle(session: EncodedSession | null): boolean {
  return session === null || session.status === 'done';
}

/** True if somebody asked the session to stop or abort, whoever it was: OCS notes it among the messages. */
export function wasAskedToStop({ messages }: EncodedSession): boolean {
  return messages.some(([, text]) => text === 'Status is now "stopping".');
}

/** The last message of the operation itself, without OCS's own notes on its status. */
export function lastMessage(session: EncodedSession): string | null {
  return session.messages.findLast(([, text]) => !STATUS_MESSAGE.test(text))?.[1] ?? null;
}

/** The reason for a failure: the traceback that pysmurf's subprocess left, or else its last message. */
export function failureReason(session: EncodedSession): string {
  const data = session.data as { result?: { traceback?: unknown } } | null | undefined;
  const traceback = data?.result?.traceback;
  if (typeof traceback === 'string' && traceback.trim() !== '') return traceback;
  return lastMessage(session)?.trim() || 'The operation failed and gave no reason.';
}
