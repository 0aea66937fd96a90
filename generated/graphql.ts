/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** The kind of a feed event. */
export type FeedEventKind =
  /** Messages were dropped because the client read too slowly. Later messages follow. */
  | 'GAP'
  /** A message that the slot published. */
  | 'MESSAGE';

/** The kind of a slot event. */
export type InstanceEventKind =
  /** A slot was found that was not known before. */
  | 'ADDED'
  /** No heartbeat of the slot has come within the expire time. */
  | 'EXPIRED'
  /** Events were dropped because the client read too slowly. `instances` has the latest state. */
  | 'GAP'
  /** A slot was removed with `forgetInstance`. `instances` has its last state. */
  | 'REMOVED'
  /** The agent has restarted: its earlier sessions are gone. */
  | 'RESTARTED'
  /** An expired slot sends heartbeats again. */
  | 'RETURNED'
  /** The current state of all slots: the first event of every subscription. */
  | 'SNAPSHOT'
  /** A slot has changed: its state, sessions, problems or runs. */
  | 'UPDATED';

/** One value that combines the fields `status`, `success` and `degraded`. Agents send it in their heartbeats, once a second. */
export type OpCode =
  /** Running, but unable to do its work. */
  | 'DEGRADED'
  /** No longer reported by its agent. */
  | 'EXPIRED'
  /** Ended without success. */
  | 'FAILED'
  /** Not run since the agent started. */
  | 'NONE'
  /** Running. */
  | 'RUNNING'
  /** Accepted; not running yet. */
  | 'STARTING'
  /** Stopping, after a stop or an abort. */
  | 'STOPPING'
  /** Ended with success. */
  | 'SUCCEEDED';

/** The kind of an operation. */
export type OperationType =
  /** Runs until it is stopped. */
  | 'PROCESS'
  /** Ends by itself. */
  | 'TASK';

/** The kinds of problems. */
export type ProblemCode =
  /** The access director cannot be read, so `exclusiveGrants` of the slots is null. Runs are not affected: the agents know the grants. */
  | 'ACCESS_DIRECTOR_UNREADABLE'
  /** A part of the answer to get_api is malformed and was ignored. */
  | 'API_MALFORMED'
  /** The OCS request get_api, with which an agent describes its operations and feeds, failed, or its answer cannot be read. */
  | 'API_UNREADABLE'
  /** An operation runs, but cannot do its work. */
  | 'DEGRADED'
  /** The operation that ended last on the slot failed, regardless of who started it. Disappears when the next operation on the slot succeeds. */
  | 'LAST_OPERATION_FAILED'
  /** Another slot, which has not expired, reports the same stream id. */
  | 'NAME_CONFLICT'
  /** The outcome of an earlier run on this slot is unknown. The operation may still be running: check the slot, then call `acknowledge`. */
  | 'OUTCOME_UNKNOWN'
  /** An operation that a run started takes far longer than its last successes on the slot with the same parameters: it may hang. Disappears when the operation ends. */
  | 'OVERDUE'
  /** An operation of the slot has the same name as a task of the OCS agent of this server. An OCS client that uses this name commands the operation on the slots. OCS clients cannot reach the task. */
  | 'OWN_TASK_HIDDEN'
  /** A preset in the file of --presets has a mistake and is left out, or the file cannot be used. */
  | 'PRESET_INVALID'
  /** The server cannot use its default folder, so runs are kept in memory, and are lost when the server stops. */
  | 'RUNS_IN_MEMORY'
  /** The session of an operation cannot be read. */
  | 'SESSION_UNREADABLE'
  /** The slot has expired: no heartbeat has come within the expire time. */
  | 'SILENT'
  /** The state is out of date: `check_state` is not running, or has missed three readings (30 s). */
  | 'STATE_STALE'
  /** Runs cannot be stored now: new runs are rejected, stops still work. */
  | 'STORE_UNAVAILABLE'
  /** The agent has not reported its stream id since it started. */
  | 'STREAM_ID_UNCONFIRMED'
  /** The last stream ended without success, and nobody stopped it. (A stream ends with success if it was stopped, or was started with a duration.) Disappears with the next stream. */
  | 'STREAM_STOPPED_BY_ITSELF';

/** What a run does to its slots. */
export type RunAction =
  /** Aborts a task. */
  | 'ABORT'
  /** Starts an operation and follows it to its end. */
  | 'RUN'
  /** Stops a process. */
  | 'STOP';

/** The status or the outcome of one slot of a run. */
export type RunSlotStatus =
  /** The operation was already running, so it was not started. */
  | 'ALREADY_RUNNING'
  /** Ended because the run was cancelled. */
  | 'CANCELLED'
  /** Ended without success: `reason` gives the cause. */
  | 'FAILED'
  /** The slot expired, or its agent restarted: the outcome is unknown. If an expired slot returns with the same session within --lost-seconds, the run follows it again. */
  | 'LOST'
  /** Not started: the run was cancelled or stopped, too many other slots did not succeed (`maxErrors`), or the run was held for --hold-seconds. See `reason`. */
  | 'NOT_STARTED'
  /** Not sent to the agent yet. */
  | 'PENDING'
  /** The stream is running and sends data (only for `stream`). */
  | 'READY'
  /** The start, stop or abort was rejected: `reason` gives the cause. After a rejected stop or abort the operation may continue. */
  | 'REJECTED'
  /** Accepted by the agent, and running. */
  | 'RUNNING'
  /** Sent to the agent; no answer yet. */
  | 'STARTING'
  /** Stopping, after a stop or an abort. */
  | 'STOPPING'
  /** Ended with success. */
  | 'SUCCEEDED'
  /** Not ended within the timeout. The run no longer waits, but the operation may still be running. */
  | 'TIMED_OUT'
  /** It is not known whether the operation ran, or how it ended. Also used for a name that belongs to no slot. */
  | 'UNKNOWN'
  /** The agent could not be reached. A start was not sent; a stop or abort may have no effect. */
  | 'UNREACHABLE';

/** A stage that a run reaches on every slot. */
export type RunStage =
  /** The run has ended. */
  | 'FINISHED'
  /** Every slot is ready. For `stream`, this means that it sends data; for every other operation, that it is running. Exception: if an agent does not report whether `stream` sends data (socs 0.4), its slot stays RUNNING, and READY does not wait for this slot. */
  | 'READY'
  /** Every agent has accepted or rejected the start. */
  | 'STARTED';

/** The status of a run. */
export type RunStatus =
  /** Somebody cancelled it before every slot had succeeded. */
  | 'CANCELLED'
  /** At least one slot did not succeed. */
  | 'FAILED'
  /** The run is open: at least one slot has no outcome yet. */
  | 'RUNNING'
  /** Every slot succeeded. */
  | 'SUCCEEDED';

/** The status of a session. */
export type SessionStatus =
  /** Ended: see `success`. */
  | 'DONE'
  /** The operation is running. */
  | 'RUNNING'
  /** Accepted; the operation is not running yet. */
  | 'STARTING'
  /** The operation is stopping, after a stop or an abort. */
  | 'STOPPING';

export type FollowRunSubscriptionVariables = Exact<{
  id: string;
}>;


export type FollowRunSubscription = { runUpdates: { id: string, status: RunStatus, success: boolean | null, slots: Array<{ id: string, instanceId: string, streamId: string | null, status: RunSlotStatus, reason: string | null }> } };

export type ListSlotsQueryVariables = Exact<{ [key: string]: never; }>;


export type ListSlotsQuery = { network: { id: string, smurfInstances: Array<{ id: string, instanceId: string, streamId: string | null, expired: boolean, state: { id: string, numActiveChannels: number | null, streaming: boolean | null }, operations: Array<{ id: string, session: { id: string, status: SessionStatus, success: boolean | null } | null }> | null, problems: Array<{ id: string, message: string }> }> } };

export type SlotInListFragment = { id: string, instanceId: string, streamId: string | null, expired: boolean, state: { id: string, numActiveChannels: number | null, streaming: boolean | null }, operations: Array<{ id: string, session: { id: string, status: SessionStatus, success: boolean | null } | null }> | null, problems: Array<{ id: string, message: string }> };

export type SessionInListFragment = { id: string, status: SessionStatus, success: boolean | null };

export type SlotInDetailQueryVariables = Exact<{
  id: string;
}>;


export type SlotInDetailQuery = { smurfInstance: { id: string, streamId: string | null, operations: Array<{ id: string, session: { id: string, startTime: string, endTime: string | null, whiteNoise: unknown, messages: Array<{ text: string }> } | null }> | null } | null };

export type SessionInDetailFragment = { id: string, startTime: string, endTime: string | null, whiteNoise: unknown, messages: Array<{ text: string }> };

export type TakeNoiseMutationVariables = Exact<{
  streamIds?: Array<string> | string | null | undefined;
  params?: unknown;
}>;


export type TakeNoiseMutation = { runOperation: { id: string, status: RunStatus, success: boolean | null, slots: Array<{ id: string, instanceId: string, streamId: string | null, status: RunSlotStatus, reason: string | null }> } };

export type RunOfSlotsFragment = { id: string, status: RunStatus, success: boolean | null, slots: Array<{ id: string, instanceId: string, streamId: string | null, status: RunSlotStatus, reason: string | null }> };

export type WatchSessionsSubscriptionVariables = Exact<{
  streamIds?: Array<string> | string | null | undefined;
  operations?: Array<string> | string | null | undefined;
}>;


export type WatchSessionsSubscription = { sessionUpdates: { operation: { id: string, session: { id: string, status: SessionStatus, success: boolean | null, startTime: string, endTime: string | null, whiteNoise: unknown, messages: Array<{ text: string }> } | null } } };

export type WatchSlotsSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type WatchSlotsSubscription = { network: { id: string, smurfInstances: Array<{ id: string, instanceId: string, streamId: string | null, expired: boolean, state: { id: string, numActiveChannels: number | null, streaming: boolean | null }, operations: Array<{ id: string, session: { id: string, status: SessionStatus, success: boolean | null } | null }> | null, problems: Array<{ id: string, message: string }> }> } };

export type InteropSessionFragment = { id: string, sessionId: number, operation: string, status: SessionStatus, opCode: OpCode, success: boolean | null, evicted: boolean, data: unknown };

export type InteropRunStateFragment = { id: string, action: RunAction, operation: string, params: unknown, status: RunStatus, success: boolean | null, endTime: string | null, slots: Array<{ id: string, instanceId: string, streamId: string | null, status: RunSlotStatus, reason: string | null, detail: string | null, session: { id: string, status: SessionStatus, success: boolean | null } | null }> };

export type InteropSlotsQueryVariables = Exact<{ [key: string]: never; }>;


export type InteropSlotsQuery = { smurfInstances: Array<{ id: string, instanceId: string, streamId: string | null, agentClass: string, address: string, hostname: string | null, pid: number | null, expired: boolean, accessControlled: boolean | null, operations: Array<{ id: string, name: string, type: OperationType | null, blocking: boolean | null, abortable: boolean | null, minPrivs: number | null, docstring: string | null, opCode: OpCode }> | null, problems: Array<{ id: string, code: ProblemCode, operation: string | null, message: string }> }> };

export type InteropSlotQueryVariables = Exact<{
  id: string;
  operation: string;
  path?: string | null | undefined;
}>;


export type InteropSlotQuery = { smurfInstance: { id: string, instanceId: string, streamId: string | null, hostname: string | null, pid: number | null, expired: boolean, state: { id: string, streaming: boolean | null, openG3Stream: boolean | null, numActiveChannels: number | null, aggTime: number | null, lastUpdate: string | null, stale: boolean }, session: { id: string, sessionId: number, operation: string, status: SessionStatus, opCode: OpCode, success: boolean | null, evicted: boolean, data: unknown, part: unknown } | null, problems: Array<{ id: string, code: ProblemCode, operation: string | null, message: string }>, currentRuns: Array<{ id: string }> } | null };

export type InteropOperationsQueryVariables = Exact<{ [key: string]: never; }>;


export type InteropOperationsQuery = { operations: Array<{ id: string, name: string, type: OperationType, docstring: string | null, instances: Array<{ id: string }> }> };

export type InteropNetworkQueryVariables = Exact<{ [key: string]: never; }>;


export type InteropNetworkQuery = { network: { id: string, connected: boolean, reason: string | null }, smurfInstances: Array<{ id: string }> };

export type InteropRunQueryVariables = Exact<{
  id: string;
}>;


export type InteropRunQuery = { run: { result: unknown, id: string, action: RunAction, operation: string, params: unknown, status: RunStatus, success: boolean | null, endTime: string | null, slots: Array<{ id: string, instanceId: string, streamId: string | null, status: RunSlotStatus, reason: string | null, detail: string | null, session: { id: string, status: SessionStatus, success: boolean | null } | null }> } | null };

export type InteropStartMutationVariables = Exact<{
  operation: string;
  streamIds?: Array<string> | string | null | undefined;
  params?: unknown;
  waitFor?: RunStage | null | undefined;
  waitSeconds?: number | null | undefined;
  timeoutSeconds?: number | null | undefined;
}>;


export type InteropStartMutation = { runOperation: { result: unknown, id: string, action: RunAction, operation: string, params: unknown, status: RunStatus, success: boolean | null, endTime: string | null, slots: Array<{ id: string, instanceId: string, streamId: string | null, status: RunSlotStatus, reason: string | null, detail: string | null, session: { id: string, status: SessionStatus, success: boolean | null } | null }> } };

export type InteropStopMutationVariables = Exact<{
  operation: string;
  streamIds?: Array<string> | string | null | undefined;
}>;


export type InteropStopMutation = { stopOperation: { id: string, action: RunAction, operation: string, params: unknown, status: RunStatus, success: boolean | null, endTime: string | null, slots: Array<{ id: string, instanceId: string, streamId: string | null, status: RunSlotStatus, reason: string | null, detail: string | null, session: { id: string, status: SessionStatus, success: boolean | null } | null }> } };

export type InteropAbortMutationVariables = Exact<{
  operation: string;
  streamIds?: Array<string> | string | null | undefined;
}>;


export type InteropAbortMutation = { abortOperation: { id: string, action: RunAction, operation: string, params: unknown, status: RunStatus, success: boolean | null, endTime: string | null, slots: Array<{ id: string, instanceId: string, streamId: string | null, status: RunSlotStatus, reason: string | null, detail: string | null, session: { id: string, status: SessionStatus, success: boolean | null } | null }> } };

export type InteropCancelMutationVariables = Exact<{
  id: string;
}>;


export type InteropCancelMutation = { cancelRun: { id: string, action: RunAction, operation: string, params: unknown, status: RunStatus, success: boolean | null, endTime: string | null, slots: Array<{ id: string, instanceId: string, streamId: string | null, status: RunSlotStatus, reason: string | null, detail: string | null, session: { id: string, status: SessionStatus, success: boolean | null } | null }> } };

export type InteropAcknowledgeMutationVariables = Exact<{
  streamIds: Array<string> | string;
}>;


export type InteropAcknowledgeMutation = { acknowledge: Array<{ id: string, problems: Array<{ id: string, code: ProblemCode }> }> };

export type InteropRunUpdatesSubscriptionVariables = Exact<{
  id: string;
}>;


export type InteropRunUpdatesSubscription = { runUpdates: { result: unknown, id: string, action: RunAction, operation: string, params: unknown, status: RunStatus, success: boolean | null, endTime: string | null, slots: Array<{ id: string, instanceId: string, streamId: string | null, status: RunSlotStatus, reason: string | null, detail: string | null, session: { id: string, status: SessionStatus, success: boolean | null } | null }> } };

export type InteropSessionsSubscriptionVariables = Exact<{
  streamIds?: Array<string> | string | null | undefined;
  operations?: Array<string> | string | null | undefined;
}>;


export type InteropSessionsSubscription = { sessionUpdates: { instance: { id: string, streamId: string | null }, operation: { id: string, session: { id: string } | null }, session: { id: string, sessionId: number, operation: string, status: SessionStatus, opCode: OpCode, success: boolean | null, evicted: boolean, data: unknown } } };

export type InteropInstancesSubscriptionVariables = Exact<{
  streamIds?: Array<string> | string | null | undefined;
}>;


export type InteropInstancesSubscription = { smurfInstances: { kind: InstanceEventKind, instances: Array<{ id: string, streamId: string | null, expired: boolean, operations: Array<{ id: string, opCode: OpCode }> | null }> } };

export type InteropFeedSubscriptionVariables = Exact<{
  streamIds?: Array<string> | string | null | undefined;
  feeds?: Array<string> | string | null | undefined;
}>;


export type InteropFeedSubscription = { feed: { kind: FeedEventKind, feed: string, message: unknown } };

export type InteropNodeQueryVariables = Exact<{
  id: string;
}>;


export type InteropNodeQuery = { node:
    | { __typename: 'Feed', id: string }
    | { __typename: 'Network', id: string }
    | { __typename: 'Operation', id: string }
    | { __typename: 'OperationSession', id: string }
    | { __typename: 'Run', id: string }
    | { __typename: 'SmurfInstance', id: string }
    | { __typename: 'SmurfState', id: string }
   | null };

export const SessionInListFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SessionInList"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OperationSession"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}}]}}]} as unknown as DocumentNode<SessionInListFragment, unknown>;
export const SlotInListFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SlotInList"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SmurfInstance"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"expired"}},{"kind":"Field","name":{"kind":"Name","value":"state"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"numActiveChannels"}},{"kind":"Field","name":{"kind":"Name","value":"streaming"}}]}},{"kind":"Field","name":{"kind":"Name","value":"operations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"names"},"value":{"kind":"ListValue","values":[{"kind":"StringValue","value":"take_noise","block":false}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SessionInList"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"problems"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SessionInList"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OperationSession"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}}]}}]} as unknown as DocumentNode<SlotInListFragment, unknown>;
export const SessionInDetailFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SessionInDetail"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OperationSession"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","alias":{"kind":"Name","value":"whiteNoise"},"name":{"kind":"Name","value":"data"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"path"},"value":{"kind":"StringValue","value":"/quantiles/white_noise_level/values","block":false}}]},{"kind":"Field","name":{"kind":"Name","value":"messages"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}}]}}]} as unknown as DocumentNode<SessionInDetailFragment, unknown>;
export const RunOfSlotsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunOfSlots"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Run"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]} as unknown as DocumentNode<RunOfSlotsFragment, unknown>;
export const InteropSessionFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InteropSession"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OperationSession"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sessionId"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"opCode"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"evicted"}},{"kind":"Field","name":{"kind":"Name","value":"data"}}]}}]} as unknown as DocumentNode<InteropSessionFragment, unknown>;
export const InteropRunStateFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InteropRunState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Run"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"params"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}}]}}]}}]}}]} as unknown as DocumentNode<InteropRunStateFragment, unknown>;
export const FollowRunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"FollowRun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"runUpdates"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RunOfSlots"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunOfSlots"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Run"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]} as unknown as DocumentNode<FollowRunSubscription, FollowRunSubscriptionVariables>;
export const ListSlotsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ListSlots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"network"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"smurfInstances"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SlotInList"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SessionInList"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OperationSession"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SlotInList"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SmurfInstance"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"expired"}},{"kind":"Field","name":{"kind":"Name","value":"state"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"numActiveChannels"}},{"kind":"Field","name":{"kind":"Name","value":"streaming"}}]}},{"kind":"Field","name":{"kind":"Name","value":"operations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"names"},"value":{"kind":"ListValue","values":[{"kind":"StringValue","value":"take_noise","block":false}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SessionInList"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"problems"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<ListSlotsQuery, ListSlotsQueryVariables>;
export const SlotInDetailDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SlotInDetail"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"smurfInstance"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"operations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"names"},"value":{"kind":"ListValue","values":[{"kind":"StringValue","value":"take_noise","block":false}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SessionInDetail"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SessionInDetail"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OperationSession"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","alias":{"kind":"Name","value":"whiteNoise"},"name":{"kind":"Name","value":"data"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"path"},"value":{"kind":"StringValue","value":"/quantiles/white_noise_level/values","block":false}}]},{"kind":"Field","name":{"kind":"Name","value":"messages"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}}]}}]} as unknown as DocumentNode<SlotInDetailQuery, SlotInDetailQueryVariables>;
export const TakeNoiseDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TakeNoise"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"params"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"JSON"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"runOperation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"operation"},"value":{"kind":"StringValue","value":"take_noise","block":false}},{"kind":"Argument","name":{"kind":"Name","value":"streamIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}}},{"kind":"Argument","name":{"kind":"Name","value":"params"},"value":{"kind":"Variable","name":{"kind":"Name","value":"params"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RunOfSlots"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunOfSlots"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Run"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]} as unknown as DocumentNode<TakeNoiseMutation, TakeNoiseMutationVariables>;
export const WatchSessionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"WatchSessions"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operations"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sessionUpdates"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"streamIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}}},{"kind":"Argument","name":{"kind":"Name","value":"operations"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operations"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SessionInList"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"SessionInDetail"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SessionInList"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OperationSession"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SessionInDetail"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OperationSession"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","alias":{"kind":"Name","value":"whiteNoise"},"name":{"kind":"Name","value":"data"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"path"},"value":{"kind":"StringValue","value":"/quantiles/white_noise_level/values","block":false}}]},{"kind":"Field","name":{"kind":"Name","value":"messages"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}}]}}]} as unknown as DocumentNode<WatchSessionsSubscription, WatchSessionsSubscriptionVariables>;
export const WatchSlotsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"WatchSlots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"network"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"smurfInstances"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SlotInList"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SessionInList"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OperationSession"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SlotInList"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SmurfInstance"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"expired"}},{"kind":"Field","name":{"kind":"Name","value":"state"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"numActiveChannels"}},{"kind":"Field","name":{"kind":"Name","value":"streaming"}}]}},{"kind":"Field","name":{"kind":"Name","value":"operations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"names"},"value":{"kind":"ListValue","values":[{"kind":"StringValue","value":"take_noise","block":false}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SessionInList"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"problems"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<WatchSlotsSubscription, WatchSlotsSubscriptionVariables>;
export const InteropSlotsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"InteropSlots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"smurfInstances"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"agentClass"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"hostname"}},{"kind":"Field","name":{"kind":"Name","value":"pid"}},{"kind":"Field","name":{"kind":"Name","value":"expired"}},{"kind":"Field","name":{"kind":"Name","value":"accessControlled"}},{"kind":"Field","name":{"kind":"Name","value":"operations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"blocking"}},{"kind":"Field","name":{"kind":"Name","value":"abortable"}},{"kind":"Field","name":{"kind":"Name","value":"minPrivs"}},{"kind":"Field","name":{"kind":"Name","value":"docstring"}},{"kind":"Field","name":{"kind":"Name","value":"opCode"}}]}},{"kind":"Field","name":{"kind":"Name","value":"problems"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<InteropSlotsQuery, InteropSlotsQueryVariables>;
export const InteropSlotDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"InteropSlot"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operation"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"path"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"smurfInstance"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"hostname"}},{"kind":"Field","name":{"kind":"Name","value":"pid"}},{"kind":"Field","name":{"kind":"Name","value":"expired"}},{"kind":"Field","name":{"kind":"Name","value":"state"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"streaming"}},{"kind":"Field","name":{"kind":"Name","value":"openG3Stream"}},{"kind":"Field","name":{"kind":"Name","value":"numActiveChannels"}},{"kind":"Field","name":{"kind":"Name","value":"aggTime"}},{"kind":"Field","name":{"kind":"Name","value":"lastUpdate"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}}]}},{"kind":"Field","name":{"kind":"Name","value":"session"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"operation"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operation"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InteropSession"}},{"kind":"Field","alias":{"kind":"Name","value":"part"},"name":{"kind":"Name","value":"data"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"path"},"value":{"kind":"Variable","name":{"kind":"Name","value":"path"}}}]}]}},{"kind":"Field","name":{"kind":"Name","value":"problems"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"currentRuns"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InteropSession"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OperationSession"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sessionId"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"opCode"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"evicted"}},{"kind":"Field","name":{"kind":"Name","value":"data"}}]}}]} as unknown as DocumentNode<InteropSlotQuery, InteropSlotQueryVariables>;
export const InteropOperationsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"InteropOperations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"operations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"docstring"}},{"kind":"Field","name":{"kind":"Name","value":"instances"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<InteropOperationsQuery, InteropOperationsQueryVariables>;
export const InteropNetworkDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"InteropNetwork"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"network"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"connected"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"smurfInstances"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<InteropNetworkQuery, InteropNetworkQueryVariables>;
export const InteropRunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"InteropRun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"run"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InteropRunState"}},{"kind":"Field","name":{"kind":"Name","value":"result"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InteropRunState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Run"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"params"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}}]}}]}}]}}]} as unknown as DocumentNode<InteropRunQuery, InteropRunQueryVariables>;
export const InteropStartDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"InteropStart"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operation"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"params"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"JSON"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"waitFor"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"RunStage"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"waitSeconds"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Float"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"timeoutSeconds"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Float"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"runOperation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"operation"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operation"}}},{"kind":"Argument","name":{"kind":"Name","value":"streamIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}}},{"kind":"Argument","name":{"kind":"Name","value":"params"},"value":{"kind":"Variable","name":{"kind":"Name","value":"params"}}},{"kind":"Argument","name":{"kind":"Name","value":"waitFor"},"value":{"kind":"Variable","name":{"kind":"Name","value":"waitFor"}}},{"kind":"Argument","name":{"kind":"Name","value":"waitSeconds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"waitSeconds"}}},{"kind":"Argument","name":{"kind":"Name","value":"options"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"timeoutSeconds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"timeoutSeconds"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InteropRunState"}},{"kind":"Field","name":{"kind":"Name","value":"result"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InteropRunState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Run"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"params"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}}]}}]}}]}}]} as unknown as DocumentNode<InteropStartMutation, InteropStartMutationVariables>;
export const InteropStopDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"InteropStop"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operation"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stopOperation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"operation"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operation"}}},{"kind":"Argument","name":{"kind":"Name","value":"streamIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InteropRunState"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InteropRunState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Run"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"params"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}}]}}]}}]}}]} as unknown as DocumentNode<InteropStopMutation, InteropStopMutationVariables>;
export const InteropAbortDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"InteropAbort"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operation"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"abortOperation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"operation"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operation"}}},{"kind":"Argument","name":{"kind":"Name","value":"streamIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InteropRunState"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InteropRunState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Run"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"params"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}}]}}]}}]}}]} as unknown as DocumentNode<InteropAbortMutation, InteropAbortMutationVariables>;
export const InteropCancelDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"InteropCancel"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cancelRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InteropRunState"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InteropRunState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Run"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"params"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}}]}}]}}]}}]} as unknown as DocumentNode<InteropCancelMutation, InteropCancelMutationVariables>;
export const InteropAcknowledgeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"InteropAcknowledge"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"acknowledge"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"streamIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"problems"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<InteropAcknowledgeMutation, InteropAcknowledgeMutationVariables>;
export const InteropRunUpdatesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"InteropRunUpdates"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"runUpdates"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InteropRunState"}},{"kind":"Field","name":{"kind":"Name","value":"result"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InteropRunState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Run"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"params"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}}]}}]}}]}}]} as unknown as DocumentNode<InteropRunUpdatesSubscription, InteropRunUpdatesSubscriptionVariables>;
export const InteropSessionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"InteropSessions"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operations"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sessionUpdates"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"streamIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}}},{"kind":"Argument","name":{"kind":"Name","value":"operations"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operations"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"instance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InteropSession"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InteropSession"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OperationSession"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sessionId"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"opCode"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"evicted"}},{"kind":"Field","name":{"kind":"Name","value":"data"}}]}}]} as unknown as DocumentNode<InteropSessionsSubscription, InteropSessionsSubscriptionVariables>;
export const InteropInstancesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"InteropInstances"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"smurfInstances"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"streamIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}}},{"kind":"Argument","name":{"kind":"Name","value":"allowUnknown"},"value":{"kind":"BooleanValue","value":true}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"instances"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"expired"}},{"kind":"Field","name":{"kind":"Name","value":"operations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"names"},"value":{"kind":"ListValue","values":[{"kind":"StringValue","value":"take_noise","block":false}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"opCode"}}]}}]}}]}}]}}]} as unknown as DocumentNode<InteropInstancesSubscription, InteropInstancesSubscriptionVariables>;
export const InteropFeedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"InteropFeed"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"feeds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"feed"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"streamIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}}},{"kind":"Argument","name":{"kind":"Name","value":"feeds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"feeds"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"feed"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<InteropFeedSubscription, InteropFeedSubscriptionVariables>;
export const InteropNodeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"InteropNode"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<InteropNodeQuery, InteropNodeQueryVariables>;