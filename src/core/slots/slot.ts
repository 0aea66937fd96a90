import { isActive, type OpCode, type OperationInfo } from '../../ocs/protocol.js';
import type { Problem } from './problem.js';
import type { SessionRecord } from './session-record.js';

/** A problem in reading data from the agent. */
export type ReadProblem = Pick<Problem, 'code' | 'operation' | 'message' | 'since'>;

/** The data from `get_api` of an agent. */
export interface SlotApi {
  readonly hostname: string | null;
  readonly pid: number | null;
  readonly accessControlled: boolean;
  readonly feeds: readonly string[];
  readonly operations: ReadonlyMap<string, OperationInfo>;
}

/**
 * One PysmurfController agent (one SMuRF slot) and everything that is known about it. Immutable: each change makes a
 * new value, so a value shows the slot at one moment.
 */
export interface Slot {
  /** Increases with every change that clients can see. A heartbeat that only renews `lastRefresh` is no change. */
  readonly revision: number;
  /** Unique across networks. Do not parse it; see `globalId`. */
  readonly id: string;
  /** WAMP address, unique on the network: `observatory.pysmurf-controller-s2`. */
  readonly address: string;
  /** The address without its root: `pysmurf-controller-s2`. */
  readonly instanceId: string;
  readonly agentClass: string;
  /** Names of the groups that contain the slot: see `groups.ts`. */
  readonly groups: readonly string[];
  /** Name of the slot's data stream, as last reported by the agent; null while unknown. */
  readonly streamId: string | null;
  /** True if the agent has reported `streamId` since its last start. */
  readonly streamIdConfirmed: boolean;
  /** When `streamId` and `streamIdConfirmed` got their current values. */
  readonly streamIdSince: Date;
  /** True if no heartbeat has come within the expire time, while the server was connected. */
  readonly expired: boolean;
  /**
   * True if the slot comes from the store, and since the start of the server it has neither sent a heartbeat nor been
   * silent for the expire time. Its data may be out of date. It counts as expired.
   */
  readonly awaited: boolean;
  /** When the last heartbeat came. */
  readonly lastRefresh: Date;
  /** The start of the agent, as it reports it: a UNIX time as text. */
  readonly agentStart: string;
  /** True if the agent belongs to the simulator and has no hardware. */
  readonly simulated: boolean;
  /** Null while get_api is unavailable. */
  readonly api: SlotApi | null;
  /** From the last heartbeat. */
  readonly opCodes: ReadonlyMap<string, OpCode>;
  /** The operations that run but cannot do their work, from `opCodes`, each with the time when that began. */
  readonly degraded: ReadonlyMap<string, Date>;
  /** The latest session of each operation that has run. */
  readonly sessions: ReadonlyMap<string, SessionRecord>;
  /** When the state became out of date (see `StateFreshness`); null while it is fresh. */
  readonly staleSince: Date | null;
  /** Problems in reading data from the agent. `problemsOf` adds the problems that depend on other data. */
  readonly readProblems: readonly ReadProblem[];
}

/** Names of the active operations, from the last heartbeat. */
export function activeOperations(slot: Slot): string[] {
  return [...slot.opCodes].filter(([, code]) => isActive(code)).map(([name]) => name);
}

/** Names of the running operations, from the heartbeat or the session, whichever is newer. */
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

/** The stream id, if the agent has reported it since its last start. */
export function confirmedStreamId({ streamId, streamIdConfirmed }: Slot): string | null {
  return streamIdConfirmed ? streamId : null;
}

/** The name of a slot for display: its confirmed stream id, or its instance id if there is none. */
export function displayName(slot: Slot): string {
  return confirmedStreamId(slot) ?? slot.instanceId;
}
