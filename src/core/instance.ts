import { isActive, type OpCode, type OperationInfo } from '../ocs/protocol.js';
import type { SessionRecord } from './session-record.js';

/** What keeps us from showing or commanding a slot as we should. */
export interface Problem {
  readonly code:
    | 'API_UNREADABLE'
    | 'API_MALFORMED'
    | 'SESSION_UNREADABLE'
    | 'STREAM_ID_UNCONFIRMED'
    | 'STREAM_ID_CONFLICT'
    | 'LAST_RUN_GIVEN_UP';
  /** The operation that it is about; null if it is about the slot as a whole. */
  readonly operation: string | null;
  readonly message: string;
}

/** What an agent's `get_api` told. */
export interface InstanceApi {
  readonly hostname: string | null;
  readonly pid: number | null;
  readonly accessControlled: boolean;
  readonly feeds: readonly string[];
  readonly operations: ReadonlyMap<string, OperationInfo>;
}

/** One PysmurfController agent (one SMuRF slot) and everything that we know of it. */
export interface ManagedSmurfInstance {
  /** WAMP address, unique on the network: `observatory.pysmurf-controller-s2`. */
  readonly address: string;
  /** The address without its root: `pysmurf-controller-s2`. */
  readonly instanceId: string;
  readonly agentClass: string;
  /** Name of the slot's data stream, as last told by `check_state` or `stream`; null while unknown. */
  readonly streamId: string | null;
  /** True once the agent has told `streamId` since its present start. */
  readonly streamIdConfirmed: boolean;
  /** No heartbeat for the expire time, while our own link to the router was up. */
  readonly expired: boolean;
  /** When the last heartbeat came. */
  readonly lastRefresh: Date;
  /** The agent's own mark of its start, a UNIX time as text. */
  readonly agentStart: string;
  /** Null while get_api cannot be had. */
  readonly api: InstanceApi | null;
  readonly opCodes: ReadonlyMap<string, OpCode>;
  /** The latest session of each operation that had one. */
  readonly sessions: ReadonlyMap<string, SessionRecord>;
  /** True when `check_state` does not run, or has not read the slot for three polls. */
  readonly stateStale: boolean;
  readonly problems: readonly Problem[];
}

export type MutableInstance = {
  -readonly [K in keyof ManagedSmurfInstance]: ManagedSmurfInstance[K];
} & {
  readonly opCodes: Map<string, OpCode>;
  readonly sessions: Map<string, SessionRecord>;
};

/** Names of the operations that go on right now, by the last heartbeat. */
export function activeOperations(instance: ManagedSmurfInstance): string[] {
  return [...instance.opCodes].filter(([, code]) => isActive(code)).map(([name]) => name);
}

/** The name that a slot is shown by: its stream id, or its instance id until the agent has confirmed one. */
export function displayName(instance: ManagedSmurfInstance): string {
  return instance.streamIdConfirmed && instance.streamId !== null ? instance.streamId : instance.instanceId;
}
