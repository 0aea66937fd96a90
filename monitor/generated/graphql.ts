/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** The kinds of blockers. */
export type BlockerCode =
  /** The operation is already running. */
  | 'ALREADY_RUNNING'
  /** Another client holds an exclusive grant of the access director. The agent would accept the password of the server without this grant, and refuses it now. */
  | 'EXCLUSIVE_GRANT'
  /** No heartbeat of the slot has come within the expire time. */
  | 'EXPIRED'
  /** Another operation is running, and may hold the lock of the slot: then the planned operation fails. */
  | 'LOCK_HELD'
  /** The operation requires a higher access level, and the server has no password for it. */
  | 'MISSING_PRIVILEGE'
  /** Another slot reports the same stream id. */
  | 'NAME_CONFLICT'
  /** The outcome of an earlier run is unknown. The operation may still be running. */
  | 'OUTCOME_UNKNOWN'
  /** The slot is out of service. */
  | 'OUT_OF_SERVICE'
  /** The slot has no such operation. */
  | 'UNKNOWN_OPERATION'
  /** A parameter is not in the docstring of the operation: the agent may reject it. */
  | 'UNKNOWN_PARAMETER';

/** An exclusive grant of the access director, to be held during a run. */
export type Exclusive = {
  /** The name of the grant in the configuration of the access director. */
  grant: string;
  /** The password of the grant, if it has one. It is not stored, logged or shown anywhere. */
  password?: string | null | undefined;
};

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

/** How an operation is run on the chosen slots. Every option has a default. */
export type RunOptions = {
  /** The sizes of the batches, such as `[1, "25%", "100%"]`: first 1 slot, then a quarter of all slots, then the others. Each is at least 1; the last entry repeats. A batch starts when every slot of the one before has ended, or is READY, and at most `maxErrors` slots did not succeed. Defaults to one batch. */
  batches?: Array<number | string> | null | undefined;
  /** Hold this exclusive grant during the run, so that other clients cannot command its slots. It is acquired before the first slot is started, which takes a few seconds, renewed until the run has ended, and then released. Rejected with GRANT_REFUSED if it is not available. Requires a server with `--access-policy director:INSTANCE-ID`. Defaults to no grant. */
  exclusive?: Exclusive | null | undefined;
  /** Also command slots whose last outcome is unknown and not acknowledged. Defaults to false. */
  force?: boolean | null | undefined;
  /** Labels, with which the run can be found (see `label` of RunFilter): at most 20. A label has 1 to 63 letters, digits and any of `_.:/=+-`, and begins with a letter or a digit, such as "calibration" or "campaign:2026-11". `annotateRun` changes them later. Defaults to none. */
  labels?: Array<string> | null | undefined;
  /** How many slots run at the same time. The next slot starts when one is known to have ended; 1 means one after the other. At least 1. By default all slots start at the same time, or with `batches` all slots of a batch. */
  maxConcurrency?: number | string | null | undefined;
  /** No further slot is started if more slots than this have ended without success. The slots that run are left to finish; the waiting slots are NOT_STARTED. Defaults to 0 with `batches`, otherwise to no limit. Rejected without `batches` or `maxConcurrency`. */
  maxErrors?: number | string | null | undefined;
  /** The request is rejected if fewer slots than this can be commanded. `meetsMinimum` then reports whether enough slots succeeded. Defaults to no minimum. */
  minSlots?: number | null | undefined;
  /** Why the run is made, for other users: at most 1000 characters. `annotateRun` changes it later. Defaults to none. A repeated request with the same `requestId` can have another note; the note of the run stays. */
  note?: string | null | undefined;
  /** An id chosen by the client, so that a retry is safe: the same request with the same id returns the same run and starts nothing. Defaults to none. */
  requestId?: string | null | undefined;
  /** The pause after the operation has ended on one slot, before it starts on the next slot or batch, in seconds. Defaults to 0. Rejected without `maxConcurrency` or `batches`. */
  settleSeconds?: number | null | undefined;
  /** Skip named slots that have expired, are out of service, or have an unknown last outcome, and list them in `skipped`. Otherwise one such name rejects the request. Defaults to false. */
  skipUnavailable?: boolean | null | undefined;
  /** Parameters for some of the slots, in addition to `params` and instead of them. A slot that the request does not command is rejected. Defaults to the same parameters for every slot. */
  slotParams?: Array<SlotParams> | null | undefined;
  /** Send the id of the run as the parameter `tag`, so that the data files name the run. Only where the operation has the parameter `tag` and the request does not give it. Defaults to false. */
  tagWithRunId?: boolean | null | undefined;
  /** The timeout of each slot, in seconds from its own start. A slot that has not ended by then is TIMED_OUT. Defaults to the timeout in the configuration of the server. */
  timeoutSeconds?: number | null | undefined;
};

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

/** Parameters for some of the slots of a run. */
export type SlotParams = {
  /** Parameters as an object. They are added to `params` of the request, and replace members with the same name. */
  params: unknown;
  /** Stream ids, instance ids, addresses or groups of these slots. A slot can be named only once. */
  streamIds: Array<string>;
};

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
}>;


export type MonitorAcknowledgeMutation = { acknowledge: Array<{ id: string }> };

export type MonitorOperationsQueryVariables = Exact<{ [key: string]: never; }>;


export type MonitorOperationsQuery = { operations: Array<{ id: string, name: string, type: OperationType, docstring: string | null, instances: Array<{ id: string, instanceId: string }> }>, presets: Array<{ id: string, name: string, description: string | null, operation: string, streamIds: Array<string> | null, params: unknown, options: unknown }> };

export type MonitorOperationQueryVariables = Exact<{
  slot: string;
  operation: string;
}>;


export type MonitorOperationQuery = { smurfInstance: { id: string, operations: Array<{ id: string, name: string, abortable: boolean | null, parameters: Array<{ id: string, name: string, type: string | null, default: string | null, description: string | null }> | null }> | null } | null, runs: { nodes: Array<{ id: string, params: unknown }> }, latestResults: Array<{ id: string, startTime: string, endTime: string }> };

export type MonitorPlanQueryVariables = Exact<{
  operation: string;
  streamIds: Array<string> | string;
  params?: unknown;
  options?: RunOptions | null | undefined;
}>;


export type MonitorPlanQuery = { planRun: { id: string, params: unknown, rejection: { id: string, message: string } | null, slots: Array<{ id: string, instanceId: string, streamId: string | null, params: unknown, blockers: Array<{ id: string, code: BlockerCode, message: string }> }>, skipped: Array<{ id: string, instanceId: string, streamId: string | null, reason: string }> } };

export type MonitorRunMutationVariables = Exact<{
  operation: string;
  streamIds: Array<string> | string;
  params?: unknown;
  options?: RunOptions | null | undefined;
}>;


export type MonitorRunMutation = { runOperation: { id: string } };

export const SlotViewFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SlotView"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SmurfInstance"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"expired"}},{"kind":"Field","name":{"kind":"Name","value":"health"}},{"kind":"Field","name":{"kind":"Name","value":"groups"}},{"kind":"Field","name":{"kind":"Name","value":"agentStarted"}},{"kind":"Field","name":{"kind":"Name","value":"lastRefresh"}},{"kind":"Field","name":{"kind":"Name","value":"outOfService"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"since"}},{"kind":"Field","name":{"kind":"Name","value":"by"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"problems"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"since"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"streaming"}},{"kind":"Field","name":{"kind":"Name","value":"streamTag"}},{"kind":"Field","name":{"kind":"Name","value":"numActiveChannels"}},{"kind":"Field","name":{"kind":"Name","value":"pysmurfAction"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sessions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}}]}}]}}]} as unknown as DocumentNode<SlotViewFragment, unknown>;
export const RunViewFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunView"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Run"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"requestedBy"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"expectedEndTime"}},{"kind":"Field","name":{"kind":"Name","value":"overdue"}},{"kind":"Field","name":{"kind":"Name","value":"pausedAt"}},{"kind":"Field","name":{"kind":"Name","value":"summary"}},{"kind":"Field","name":{"kind":"Name","value":"heldBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"expectedEndTime"}},{"kind":"Field","name":{"kind":"Name","value":"overdue"}}]}}]}}]} as unknown as DocumentNode<RunViewFragment, unknown>;
export const MonitorSlotsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"MonitorSlots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"smurfInstances"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"instances"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SlotView"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SlotView"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SmurfInstance"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"expired"}},{"kind":"Field","name":{"kind":"Name","value":"health"}},{"kind":"Field","name":{"kind":"Name","value":"groups"}},{"kind":"Field","name":{"kind":"Name","value":"agentStarted"}},{"kind":"Field","name":{"kind":"Name","value":"lastRefresh"}},{"kind":"Field","name":{"kind":"Name","value":"outOfService"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"since"}},{"kind":"Field","name":{"kind":"Name","value":"by"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"problems"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"since"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"streaming"}},{"kind":"Field","name":{"kind":"Name","value":"streamTag"}},{"kind":"Field","name":{"kind":"Name","value":"numActiveChannels"}},{"kind":"Field","name":{"kind":"Name","value":"pysmurfAction"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sessions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}}]}}]}}]} as unknown as DocumentNode<MonitorSlotsSubscription, MonitorSlotsSubscriptionVariables>;
export const MonitorNetworkDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"MonitorNetwork"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"network"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"connected"}},{"kind":"Field","name":{"kind":"Name","value":"since"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"site"}},{"kind":"Field","name":{"kind":"Name","value":"realm"}},{"kind":"Field","name":{"kind":"Name","value":"problems"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<MonitorNetworkSubscription, MonitorNetworkSubscriptionVariables>;
export const MonitorRunsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"MonitorRuns"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"runs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RunView"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunView"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Run"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"requestedBy"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"expectedEndTime"}},{"kind":"Field","name":{"kind":"Name","value":"overdue"}},{"kind":"Field","name":{"kind":"Name","value":"pausedAt"}},{"kind":"Field","name":{"kind":"Name","value":"summary"}},{"kind":"Field","name":{"kind":"Name","value":"heldBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"expectedEndTime"}},{"kind":"Field","name":{"kind":"Name","value":"overdue"}}]}}]}}]} as unknown as DocumentNode<MonitorRunsSubscription, MonitorRunsSubscriptionVariables>;
export const MonitorEndedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MonitorEnded"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"runs"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"8"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"statuses"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"SUCCEEDED"},{"kind":"EnumValue","value":"FAILED"},{"kind":"EnumValue","value":"CANCELLED"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RunView"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunView"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Run"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"requestedBy"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"expectedEndTime"}},{"kind":"Field","name":{"kind":"Name","value":"overdue"}},{"kind":"Field","name":{"kind":"Name","value":"pausedAt"}},{"kind":"Field","name":{"kind":"Name","value":"summary"}},{"kind":"Field","name":{"kind":"Name","value":"heldBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"expectedEndTime"}},{"kind":"Field","name":{"kind":"Name","value":"overdue"}}]}}]}}]} as unknown as DocumentNode<MonitorEndedQuery, MonitorEndedQueryVariables>;
export const MonitorStopAllDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MonitorStopAll"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stopAll"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"streamIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}}},{"kind":"Argument","name":{"kind":"Name","value":"waitSeconds"},"value":{"kind":"IntValue","value":"20"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"operations"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}}]} as unknown as DocumentNode<MonitorStopAllMutation, MonitorStopAllMutationVariables>;
export const MonitorAcknowledgeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MonitorAcknowledge"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"acknowledge"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"streamIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<MonitorAcknowledgeMutation, MonitorAcknowledgeMutationVariables>;
export const MonitorOperationsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MonitorOperations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"operations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"docstring"}},{"kind":"Field","name":{"kind":"Name","value":"instances"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"presets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"streamIds"}},{"kind":"Field","name":{"kind":"Name","value":"params"}},{"kind":"Field","name":{"kind":"Name","value":"options"}}]}}]}}]} as unknown as DocumentNode<MonitorOperationsQuery, MonitorOperationsQueryVariables>;
export const MonitorOperationDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MonitorOperation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"slot"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operation"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"smurfInstance"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"slot"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"operations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"names"},"value":{"kind":"ListValue","values":[{"kind":"Variable","name":{"kind":"Name","value":"operation"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"abortable"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"default"}},{"kind":"Field","name":{"kind":"Name","value":"description"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"runs"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"operation"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operation"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"actions"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"RUN"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"params"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"latestResults"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"operation"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operation"}}},{"kind":"Argument","name":{"kind":"Name","value":"streamIds"},"value":{"kind":"ListValue","values":[{"kind":"Variable","name":{"kind":"Name","value":"slot"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}}]}}]}}]} as unknown as DocumentNode<MonitorOperationQuery, MonitorOperationQueryVariables>;
export const MonitorPlanDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MonitorPlan"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operation"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"params"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"JSON"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"options"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"RunOptions"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"planRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"operation"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operation"}}},{"kind":"Argument","name":{"kind":"Name","value":"streamIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}}},{"kind":"Argument","name":{"kind":"Name","value":"params"},"value":{"kind":"Variable","name":{"kind":"Name","value":"params"}}},{"kind":"Argument","name":{"kind":"Name","value":"options"},"value":{"kind":"Variable","name":{"kind":"Name","value":"options"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"params"}},{"kind":"Field","name":{"kind":"Name","value":"rejection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"params"}},{"kind":"Field","name":{"kind":"Name","value":"blockers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"skipped"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}}]} as unknown as DocumentNode<MonitorPlanQuery, MonitorPlanQueryVariables>;
export const MonitorRunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MonitorRun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operation"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"params"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"JSON"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"options"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"RunOptions"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"runOperation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"operation"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operation"}}},{"kind":"Argument","name":{"kind":"Name","value":"streamIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}}},{"kind":"Argument","name":{"kind":"Name","value":"params"},"value":{"kind":"Variable","name":{"kind":"Name","value":"params"}}},{"kind":"Argument","name":{"kind":"Name","value":"options"},"value":{"kind":"Variable","name":{"kind":"Name","value":"options"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<MonitorRunMutation, MonitorRunMutationVariables>;