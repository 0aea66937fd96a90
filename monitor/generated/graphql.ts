/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** The health of a slot, or the severity of a problem. */
export type Health =
  /** Data are lost, or the slot cannot be commanded normally: act now. */
  | 'CRITICAL'
  /** No problem. */
  | 'OK'
  /** Something failed or cannot be read: check the slot. */
  | 'WARNING';

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
  /** The operation that ended last on the slot failed, regardless of who started it. Disappears with the next success. */
  | 'LAST_OPERATION_FAILED'
  /** Another slot, which has not expired, reports the same stream id. */
  | 'NAME_CONFLICT'
  /** The outcome of an earlier run on this slot is unknown. The operation may still be running: check the slot, then call `acknowledge`. */
  | 'OUTCOME_UNKNOWN'
  /** An operation that a run started takes far longer than its last successes on the slot with the same parameters: it may hang. Disappears with its end. */
  | 'OVERDUE'
  /** An operation of the slot has the same name as a task of the OCS agent of this server. With this name, OCS clients command the slots. They cannot reach the task. */
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
  /** The last stream ended without success, although nobody had stopped it. (A stream that ends with success was stopped, or had a duration.) Disappears with the next stream. */
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
  /** The slot expired, or its agent restarted: the outcome is unknown. An expired slot can return while the run is open. */
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

/** The result of `stopAll` on a slot: the worst result of its operations. */
export type StopAllStatus =
  /** Operations continue: the agent cannot abort the operation, or rejected the stop or abort. */
  | 'GOES_ON'
  /** Nothing was running. */
  | 'NOTHING_RUNNING'
  /** Operations were running and have ended. */
  | 'STOPPED'
  /** Operations are stopping and have not ended yet. */
  | 'STOPPING'
  /** The agent could not be reached, or has not answered yet: operations may still be running. */
  | 'UNREACHABLE';

/** The interface through which a run was requested. */
export type Via =
  /** This API. */
  | 'GRAPHQL'
  /** The OCS agent. */
  | 'OCS';

export type MonitorOperationTypesQueryVariables = Exact<{ [key: string]: never; }>;


export type MonitorOperationTypesQuery = { operations: Array<{ id: string, name: string, type: OperationType }> };

export type MonitorStopMutationVariables = Exact<{
  operation: string;
  streamIds: Array<string> | string;
}>;


export type MonitorStopMutation = { stopOperation: { id: string } };

export type MonitorAbortMutationVariables = Exact<{
  operation: string;
  streamIds: Array<string> | string;
}>;


export type MonitorAbortMutation = { abortOperation: { id: string } };

export type MonitorLastRunsQueryVariables = Exact<{ [key: string]: never; }>;


export type MonitorLastRunsQuery = { runs: { nodes: Array<{ id: string, operation: string, action: RunAction, startTime: string, endTime: string | null, slots: Array<{ id: string, instanceId: string, streamId: string | null, status: RunSlotStatus }> }> } };

export type MonitorOutOfServiceMutationVariables = Exact<{
  streamIds: Array<string> | string;
  reason: string;
  by?: string | null | undefined;
}>;


export type MonitorOutOfServiceMutation = { setOutOfService: Array<{ id: string }> };

export type MonitorInServiceMutationVariables = Exact<{
  streamIds: Array<string> | string;
}>;


export type MonitorInServiceMutation = { setInService: Array<{ id: string }> };

export type SlotViewFragment = { id: string, instanceId: string, streamId: string | null, expired: boolean, health: Health, groups: Array<string>, agentStarted: string | null, lastRefresh: string, outOfService: { since: string, by: string | null, reason: string } | null, problems: Array<{ id: string, code: ProblemCode, severity: Health, message: string, operation: string | null, since: string }>, state: { streaming: boolean | null, streamTag: string | null, numActiveChannels: number | null, pysmurfAction: string | null, stale: boolean }, sessions: Array<{ id: string, operation: string, status: SessionStatus, success: boolean | null, startTime: string, endTime: string | null }> };

export type RunViewFragment = { id: string, action: RunAction, operation: string, status: RunStatus, success: boolean | null, requestedBy: string | null, startTime: string, endTime: string | null, expectedEndTime: string | null, overdue: boolean, pausedAt: string | null, summary: string | null, heldBy: { instanceId: string, streamId: string | null } | null, slots: Array<{ id: string, instanceId: string, streamId: string | null, status: RunSlotStatus, reason: string | null, expectedEndTime: string | null, overdue: boolean }> };

export type MonitorSlotsSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type MonitorSlotsSubscription = { smurfInstances: { kind: InstanceEventKind, instances: Array<{ id: string, instanceId: string, streamId: string | null, expired: boolean, health: Health, groups: Array<string>, agentStarted: string | null, lastRefresh: string, outOfService: { since: string, by: string | null, reason: string } | null, problems: Array<{ id: string, code: ProblemCode, severity: Health, message: string, operation: string | null, since: string }>, state: { streaming: boolean | null, streamTag: string | null, numActiveChannels: number | null, pysmurfAction: string | null, stale: boolean }, sessions: Array<{ id: string, operation: string, status: SessionStatus, success: boolean | null, startTime: string, endTime: string | null }> }> } };

export type MonitorNetworkSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type MonitorNetworkSubscription = { network: { id: string, connected: boolean, since: string, reason: string | null, site: string | null, realm: string, problems: Array<{ id: string, severity: Health, message: string }> } };

export type MonitorRunsSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type MonitorRunsSubscription = { runs: { id: string, action: RunAction, operation: string, status: RunStatus, success: boolean | null, requestedBy: string | null, startTime: string, endTime: string | null, expectedEndTime: string | null, overdue: boolean, pausedAt: string | null, summary: string | null, heldBy: { instanceId: string, streamId: string | null } | null, slots: Array<{ id: string, instanceId: string, streamId: string | null, status: RunSlotStatus, reason: string | null, expectedEndTime: string | null, overdue: boolean }> } };

export type MonitorEndedQueryVariables = Exact<{ [key: string]: never; }>;


export type MonitorEndedQuery = { runs: { nodes: Array<{ id: string, action: RunAction, operation: string, status: RunStatus, success: boolean | null, requestedBy: string | null, startTime: string, endTime: string | null, expectedEndTime: string | null, overdue: boolean, pausedAt: string | null, summary: string | null, heldBy: { instanceId: string, streamId: string | null } | null, slots: Array<{ id: string, instanceId: string, streamId: string | null, status: RunSlotStatus, reason: string | null, expectedEndTime: string | null, overdue: boolean }> }> } };

export type MonitorStopAllMutationVariables = Exact<{
  streamIds: Array<string> | string;
}>;


export type MonitorStopAllMutation = { stopAll: { id: string, slots: Array<{ id: string, instanceId: string, streamId: string | null, status: StopAllStatus, operations: Array<string>, reason: string | null }> } };

export type MonitorAcknowledgeMutationVariables = Exact<{
  streamIds: Array<string> | string;
  by?: string | null | undefined;
}>;


export type MonitorAcknowledgeMutation = { acknowledge: Array<{ id: string }> };

export type RunProgressFragment = { id: string, action: RunAction, operation: string, status: RunStatus, success: boolean | null, requestedBy: string | null, via: Via, startTime: string, endTime: string | null, overdue: boolean, pausedAt: string | null, note: string | null, labels: Array<string>, annotatedAt: string | null, params: unknown, batches: Array<number> | null, maxConcurrency: number | null, maxErrors: number | null, settleSeconds: number, minSlots: number | null, meetsMinimum: boolean | null, exclusiveGrant: string | null, heldBy: { instanceId: string, streamId: string | null } | null, retryOf: { id: string, startTime: string } | null, retries: Array<{ id: string, startTime: string }>, skipped: Array<{ id: string, instanceId: string, streamId: string | null, reason: string }>, slots: Array<{ id: string, instanceId: string, streamId: string | null, status: RunSlotStatus, reason: string | null, inferred: boolean, sentAt: string | null, acceptedAt: string | null, startTime: string | null, endTime: string | null, expectedEndTime: string | null, overdue: boolean, session: { id: string } | null }> };

export type MonitorRunSubscriptionVariables = Exact<{
  id: string;
}>;


export type MonitorRunSubscription = { runUpdates: { id: string, action: RunAction, operation: string, status: RunStatus, success: boolean | null, requestedBy: string | null, via: Via, startTime: string, endTime: string | null, overdue: boolean, pausedAt: string | null, note: string | null, labels: Array<string>, annotatedAt: string | null, params: unknown, batches: Array<number> | null, maxConcurrency: number | null, maxErrors: number | null, settleSeconds: number, minSlots: number | null, meetsMinimum: boolean | null, exclusiveGrant: string | null, heldBy: { instanceId: string, streamId: string | null } | null, retryOf: { id: string, startTime: string } | null, retries: Array<{ id: string, startTime: string }>, skipped: Array<{ id: string, instanceId: string, streamId: string | null, reason: string }>, slots: Array<{ id: string, instanceId: string, streamId: string | null, status: RunSlotStatus, reason: string | null, inferred: boolean, sentAt: string | null, acceptedAt: string | null, startTime: string | null, endTime: string | null, expectedEndTime: string | null, overdue: boolean, session: { id: string } | null }> } };

export type MonitorRunEditsSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type MonitorRunEditsSubscription = { runs: { id: string, annotatedAt: string | null, retryOf: { id: string } | null } };

export type MonitorRunDetailsQueryVariables = Exact<{
  id: string;
}>;


export type MonitorRunDetailsQuery = { run: { id: string, slots: Array<{ id: string, params: unknown, detail: string | null, session: { id: string, messages: Array<{ time: string, text: string }> } | null }> } | null };

export type MonitorRunMessagesSubscriptionVariables = Exact<{
  operation: string;
  streamIds: Array<string> | string;
}>;


export type MonitorRunMessagesSubscription = { sessionUpdates: { session: { id: string, messages: Array<{ time: string, text: string }> } } };

export type MonitorAnnotateMutationVariables = Exact<{
  id: string;
  note?: string | null | undefined;
  labels?: Array<string> | string | null | undefined;
}>;


export type MonitorAnnotateMutation = { annotateRun: { id: string } };

export type MonitorPauseMutationVariables = Exact<{
  id: string;
}>;


export type MonitorPauseMutation = { pauseRun: { id: string } };

export type MonitorResumeMutationVariables = Exact<{
  id: string;
}>;


export type MonitorResumeMutation = { resumeRun: { id: string } };

export type MonitorCancelMutationVariables = Exact<{
  id: string;
}>;


export type MonitorCancelMutation = { cancelRun: { id: string } };

export type MonitorRetryMutationVariables = Exact<{
  id: string;
  statuses: Array<RunSlotStatus> | RunSlotStatus;
  requestId: string;
}>;


export type MonitorRetryMutation = { retryRun: { id: string } };

export const SlotViewFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SlotView"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SmurfInstance"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"expired"}},{"kind":"Field","name":{"kind":"Name","value":"health"}},{"kind":"Field","name":{"kind":"Name","value":"groups"}},{"kind":"Field","name":{"kind":"Name","value":"agentStarted"}},{"kind":"Field","name":{"kind":"Name","value":"lastRefresh"}},{"kind":"Field","name":{"kind":"Name","value":"outOfService"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"since"}},{"kind":"Field","name":{"kind":"Name","value":"by"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"problems"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"since"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"streaming"}},{"kind":"Field","name":{"kind":"Name","value":"streamTag"}},{"kind":"Field","name":{"kind":"Name","value":"numActiveChannels"}},{"kind":"Field","name":{"kind":"Name","value":"pysmurfAction"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sessions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}}]}}]}}]} as unknown as DocumentNode<SlotViewFragment, unknown>;
export const RunViewFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunView"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Run"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"requestedBy"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"expectedEndTime"}},{"kind":"Field","name":{"kind":"Name","value":"overdue"}},{"kind":"Field","name":{"kind":"Name","value":"pausedAt"}},{"kind":"Field","name":{"kind":"Name","value":"summary"}},{"kind":"Field","name":{"kind":"Name","value":"heldBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"expectedEndTime"}},{"kind":"Field","name":{"kind":"Name","value":"overdue"}}]}}]}}]} as unknown as DocumentNode<RunViewFragment, unknown>;
export const RunProgressFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunProgress"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Run"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"requestedBy"}},{"kind":"Field","name":{"kind":"Name","value":"via"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"overdue"}},{"kind":"Field","name":{"kind":"Name","value":"pausedAt"}},{"kind":"Field","name":{"kind":"Name","value":"note"}},{"kind":"Field","name":{"kind":"Name","value":"labels"}},{"kind":"Field","name":{"kind":"Name","value":"annotatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"params"}},{"kind":"Field","name":{"kind":"Name","value":"batches"}},{"kind":"Field","name":{"kind":"Name","value":"maxConcurrency"}},{"kind":"Field","name":{"kind":"Name","value":"maxErrors"}},{"kind":"Field","name":{"kind":"Name","value":"settleSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"minSlots"}},{"kind":"Field","name":{"kind":"Name","value":"meetsMinimum"}},{"kind":"Field","name":{"kind":"Name","value":"exclusiveGrant"}},{"kind":"Field","name":{"kind":"Name","value":"heldBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"retryOf"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}}]}},{"kind":"Field","name":{"kind":"Name","value":"retries"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}}]}},{"kind":"Field","name":{"kind":"Name","value":"skipped"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"inferred"}},{"kind":"Field","name":{"kind":"Name","value":"sentAt"}},{"kind":"Field","name":{"kind":"Name","value":"acceptedAt"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"expectedEndTime"}},{"kind":"Field","name":{"kind":"Name","value":"overdue"}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<RunProgressFragment, unknown>;
export const MonitorOperationTypesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MonitorOperationTypes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"operations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}}]}}]}}]} as unknown as DocumentNode<MonitorOperationTypesQuery, MonitorOperationTypesQueryVariables>;
export const MonitorStopDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MonitorStop"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operation"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stopOperation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"operation"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operation"}}},{"kind":"Argument","name":{"kind":"Name","value":"streamIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<MonitorStopMutation, MonitorStopMutationVariables>;
export const MonitorAbortDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MonitorAbort"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operation"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"abortOperation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"operation"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operation"}}},{"kind":"Argument","name":{"kind":"Name","value":"streamIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<MonitorAbortMutation, MonitorAbortMutationVariables>;
export const MonitorLastRunsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MonitorLastRuns"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"runs"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"statuses"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"SUCCEEDED"},{"kind":"EnumValue","value":"FAILED"},{"kind":"EnumValue","value":"CANCELLED"}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"actions"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"RUN"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]}}]} as unknown as DocumentNode<MonitorLastRunsQuery, MonitorLastRunsQueryVariables>;
export const MonitorOutOfServiceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MonitorOutOfService"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"reason"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"by"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setOutOfService"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"streamIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}}},{"kind":"Argument","name":{"kind":"Name","value":"reason"},"value":{"kind":"Variable","name":{"kind":"Name","value":"reason"}}},{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"Variable","name":{"kind":"Name","value":"by"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<MonitorOutOfServiceMutation, MonitorOutOfServiceMutationVariables>;
export const MonitorInServiceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MonitorInService"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setInService"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"streamIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<MonitorInServiceMutation, MonitorInServiceMutationVariables>;
export const MonitorSlotsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"MonitorSlots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"smurfInstances"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"instances"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SlotView"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SlotView"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SmurfInstance"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"expired"}},{"kind":"Field","name":{"kind":"Name","value":"health"}},{"kind":"Field","name":{"kind":"Name","value":"groups"}},{"kind":"Field","name":{"kind":"Name","value":"agentStarted"}},{"kind":"Field","name":{"kind":"Name","value":"lastRefresh"}},{"kind":"Field","name":{"kind":"Name","value":"outOfService"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"since"}},{"kind":"Field","name":{"kind":"Name","value":"by"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"problems"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"since"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"streaming"}},{"kind":"Field","name":{"kind":"Name","value":"streamTag"}},{"kind":"Field","name":{"kind":"Name","value":"numActiveChannels"}},{"kind":"Field","name":{"kind":"Name","value":"pysmurfAction"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sessions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}}]}}]}}]} as unknown as DocumentNode<MonitorSlotsSubscription, MonitorSlotsSubscriptionVariables>;
export const MonitorNetworkDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"MonitorNetwork"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"network"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"connected"}},{"kind":"Field","name":{"kind":"Name","value":"since"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"site"}},{"kind":"Field","name":{"kind":"Name","value":"realm"}},{"kind":"Field","name":{"kind":"Name","value":"problems"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<MonitorNetworkSubscription, MonitorNetworkSubscriptionVariables>;
export const MonitorRunsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"MonitorRuns"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"runs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RunView"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunView"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Run"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"requestedBy"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"expectedEndTime"}},{"kind":"Field","name":{"kind":"Name","value":"overdue"}},{"kind":"Field","name":{"kind":"Name","value":"pausedAt"}},{"kind":"Field","name":{"kind":"Name","value":"summary"}},{"kind":"Field","name":{"kind":"Name","value":"heldBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"expectedEndTime"}},{"kind":"Field","name":{"kind":"Name","value":"overdue"}}]}}]}}]} as unknown as DocumentNode<MonitorRunsSubscription, MonitorRunsSubscriptionVariables>;
export const MonitorEndedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MonitorEnded"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"runs"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"8"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"statuses"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"SUCCEEDED"},{"kind":"EnumValue","value":"FAILED"},{"kind":"EnumValue","value":"CANCELLED"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RunView"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunView"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Run"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"requestedBy"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"expectedEndTime"}},{"kind":"Field","name":{"kind":"Name","value":"overdue"}},{"kind":"Field","name":{"kind":"Name","value":"pausedAt"}},{"kind":"Field","name":{"kind":"Name","value":"summary"}},{"kind":"Field","name":{"kind":"Name","value":"heldBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"expectedEndTime"}},{"kind":"Field","name":{"kind":"Name","value":"overdue"}}]}}]}}]} as unknown as DocumentNode<MonitorEndedQuery, MonitorEndedQueryVariables>;
export const MonitorStopAllDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MonitorStopAll"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stopAll"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"streamIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}}},{"kind":"Argument","name":{"kind":"Name","value":"waitSeconds"},"value":{"kind":"IntValue","value":"20"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"operations"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}}]} as unknown as DocumentNode<MonitorStopAllMutation, MonitorStopAllMutationVariables>;
export const MonitorAcknowledgeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MonitorAcknowledge"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"by"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"acknowledge"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"streamIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}}},{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"Variable","name":{"kind":"Name","value":"by"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<MonitorAcknowledgeMutation, MonitorAcknowledgeMutationVariables>;
export const MonitorRunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"MonitorRun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"runUpdates"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RunProgress"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunProgress"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Run"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"requestedBy"}},{"kind":"Field","name":{"kind":"Name","value":"via"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"overdue"}},{"kind":"Field","name":{"kind":"Name","value":"pausedAt"}},{"kind":"Field","name":{"kind":"Name","value":"note"}},{"kind":"Field","name":{"kind":"Name","value":"labels"}},{"kind":"Field","name":{"kind":"Name","value":"annotatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"params"}},{"kind":"Field","name":{"kind":"Name","value":"batches"}},{"kind":"Field","name":{"kind":"Name","value":"maxConcurrency"}},{"kind":"Field","name":{"kind":"Name","value":"maxErrors"}},{"kind":"Field","name":{"kind":"Name","value":"settleSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"minSlots"}},{"kind":"Field","name":{"kind":"Name","value":"meetsMinimum"}},{"kind":"Field","name":{"kind":"Name","value":"exclusiveGrant"}},{"kind":"Field","name":{"kind":"Name","value":"heldBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"retryOf"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}}]}},{"kind":"Field","name":{"kind":"Name","value":"retries"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}}]}},{"kind":"Field","name":{"kind":"Name","value":"skipped"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"inferred"}},{"kind":"Field","name":{"kind":"Name","value":"sentAt"}},{"kind":"Field","name":{"kind":"Name","value":"acceptedAt"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"expectedEndTime"}},{"kind":"Field","name":{"kind":"Name","value":"overdue"}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<MonitorRunSubscription, MonitorRunSubscriptionVariables>;
export const MonitorRunEditsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"MonitorRunEdits"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"runs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"annotatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"retryOf"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<MonitorRunEditsSubscription, MonitorRunEditsSubscriptionVariables>;
export const MonitorRunDetailsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MonitorRunDetails"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"run"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"params"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"messages"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"text"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<MonitorRunDetailsQuery, MonitorRunDetailsQueryVariables>;
export const MonitorRunMessagesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"MonitorRunMessages"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operation"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sessionUpdates"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"operations"},"value":{"kind":"ListValue","values":[{"kind":"Variable","name":{"kind":"Name","value":"operation"}}]}},{"kind":"Argument","name":{"kind":"Name","value":"streamIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}}},{"kind":"Argument","name":{"kind":"Name","value":"allowUnknown"},"value":{"kind":"BooleanValue","value":true}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"messages"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"text"}}]}}]}}]}}]}}]} as unknown as DocumentNode<MonitorRunMessagesSubscription, MonitorRunMessagesSubscriptionVariables>;
export const MonitorAnnotateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MonitorAnnotate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"note"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"labels"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"annotateRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"note"},"value":{"kind":"Variable","name":{"kind":"Name","value":"note"}}},{"kind":"Argument","name":{"kind":"Name","value":"labels"},"value":{"kind":"Variable","name":{"kind":"Name","value":"labels"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<MonitorAnnotateMutation, MonitorAnnotateMutationVariables>;
export const MonitorPauseDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MonitorPause"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pauseRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<MonitorPauseMutation, MonitorPauseMutationVariables>;
export const MonitorResumeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MonitorResume"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resumeRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<MonitorResumeMutation, MonitorResumeMutationVariables>;
export const MonitorCancelDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MonitorCancel"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cancelRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<MonitorCancelMutation, MonitorCancelMutationVariables>;
export const MonitorRetryDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MonitorRetry"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"statuses"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RunSlotStatus"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"requestId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"statuses"},"value":{"kind":"Variable","name":{"kind":"Name","value":"statuses"}}},{"kind":"Argument","name":{"kind":"Name","value":"requestId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"requestId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<MonitorRetryMutation, MonitorRetryMutationVariables>;