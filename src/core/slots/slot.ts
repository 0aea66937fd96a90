import { isActive, type OpCode, type OperationInfo } from '../../ocs/protocol.js';
import type { Problem } from './problem.js';
import type { SessionRecord } from './session-record.js';

/** A problem that reading the agent brought up. */
export type ReadProblem = Pick<Problem, 'code' | 'operation' | 'message' | 'since'>;

/** What an agent's `get_api` reported. */
export interface SlotApi {
  readonly hostname: string | null;
  readonly pid: number | null;
  readonly accessControlled: boolean;
  readonly feeds: readonly string[];
  readonly operations: ReadonlyMap<string, OperationInfo>;
}

/**
 * One PysmurfController agent (one SMuRF slot) and everything that we know of it. Immutable: each change makes
 * a new value, so whoever holds one holds one moment.
 */
export interface Slot {
  /** Grows with every change that a client can see. A heartbeat that only renews `lastRefresh` does not count. */
  readonly revision: number;
  /** Opaque, unique over networks; see `globalId`. */
  readonly id: string;
  /** WAMP address, unique on the network: `observatory.pysmurf-controller-s2`. */
  readonly address: string;
  /** The address without its root: `pysmurf-controller-s2`. */
  readonly instanceId: string;
  readonly agentClass: string;
  /** Name of the slot's data stream, as the agent last reported it; null while unknown. */
  readonly streamId: string | null;
  /** True once the agent has reported `streamId` since its present start. */
  readonly streamIdConfirmed: boolean;
  /** When `streamId` and `streamIdConfirmed` took their present values. */
  readonly streamIdSince: Date;
  /** No heartbeat for the expire time, while we were listening. */
  readonly expired: boolean;
  /**
   * Known from before our start, and its agent neither heard nor found silent since: what is known of it may be out
   * of date. It counts as expired.
   */
  readonly awaited: boolean;
  /** When the last heartbeat came. */
  readonly lastRefresh: Date;
  /** The agent's own mark of its start, a UNIX time as text. */
  readonly agentStart: string;
  /** The agent is one of our simulator: no hardware stands behind it. */
  readonly simulated: boolean;
  /** Null while get_api cannot be had. */
  readonly api: SlotApi | null;
  /** Of the last heartbeat. */
  readonly opCodes: ReadonlyMap<string, OpCode>;
  /** The operations that run but cannot do their work, by `opCodes`, and since when. */
  readonly degraded: ReadonlyMap<string, Date>;
  /** The latest session of each operation that had one. */
  readonly sessions: ReadonlyMap<string, SessionRecord>;
  /** Since when the state that we show is old (see `StateFreshness`); null while it is fresh. */
  readonly staleSince: Date | null;
  /** What reading the agent brought up; `problemsOf` adds what shows only beside other facts. */
  readonly readProblems: readonly ReadProblem[];
}

/** Names of the operations that go on, by the last heartbeat. */
export function activeOperations(slot: Slot): string[] {
  return [...slot.opCodes].filter(([, code]) => isActive(code)).map(([name]) => name);
}

/** Names of the operations that run: by heartbeat or by session, whichever is newer. */
export function runningOperations(slot: Slot): string[] {
  const active = new Set(activeOperations(slot));
  const names = new Set([...active, ...slot.sessions.keys()]);
  return [...names].filter((name) => {
    const record = slot.sessions.get(name);
    if (record && !record.evicted && record.refreshedAt >= slot.lastRefresh) {
      return record.session.status !== 'done';
    }
    return active.has(name) || record?.session.status === 'running';
  });
}

/** The stream id, if the agent has confirmed it since its present start. */
export function confirmedStreamId({ streamId, streamIdConfirmed }: Slot): string | null {
  return streamIdConfirmed ? streamId : null;
}

/** The name that a slot is shown by: its stream id, or its instance id until the agent has confirmed one. */
export function displayName(slot: Slot): string {
  return confirmedStreamId(slot) ?? slot.instanceId;
}
