/** The documents of the commands. A test validates them with the schema. */

const RUN = `id operation status success summary startTime endTime requestedBy requesterVerified note labels
  slots { instanceId streamId status reason }`;

const SLOT = `instanceId streamId groups expired health
  problems { code message }
  sessions(status: [STARTING, RUNNING, STOPPING]) { operation status startTime }`;

export const LIST = `query ($streamIds: [ID!]) { smurfInstances(streamIds: $streamIds) { ${SLOT} } }`;

export const RUN_OPERATION = `mutation (
  $operation: String!, $streamIds: [ID!], $params: JSON, $options: RunOptions
) {
  run: runOperation(operation: $operation, streamIds: $streamIds, params: $params, options: $options) { ${RUN} }
}`;

export const STOP_OPERATION = `mutation ($operation: String!, $streamIds: [ID!]) {
  run: stopOperation(operation: $operation, streamIds: $streamIds) { ${RUN} }
}`;

export const ABORT_OPERATION = `mutation ($operation: String!, $streamIds: [ID!]) {
  run: abortOperation(operation: $operation, streamIds: $streamIds) { ${RUN} }
}`;

export const RETRY_RUN = `mutation ($id: ID!, $statuses: [RunSlotStatus!], $force: Boolean) {
  run: retryRun(id: $id, statuses: $statuses, force: $force) { ${RUN} }
}`;

const changeOf = (mutation: string) => `mutation ($id: ID!) { run: ${mutation}(id: $id) { ${RUN} } }`;
export const CANCEL_RUN = changeOf('cancelRun');
export const PAUSE_RUN = changeOf('pauseRun');
export const RESUME_RUN = changeOf('resumeRun');

export const ANNOTATE_RUN = `mutation ($id: ID!, $note: String, $labels: [String!]) {
  run: annotateRun(id: $id, note: $note, labels: $labels) { ${RUN} }
}`;

export const STOP_ALL = `mutation ($streamIds: [ID!]) {
  stopAll(streamIds: $streamIds) { slots { instanceId streamId status operations reason } }
}`;

export const FOLLOW_RUN = `subscription ($id: ID!) { run: runUpdates(id: $id) { ${RUN} } }`;

export const WATCH = `subscription { network { smurfInstances { ${SLOT} } } }`;

export const RUNS = `query ($first: Int!, $filter: RunFilter) {
  runs(first: $first, filter: $filter) { nodes { ${RUN} } }
}`;

export const RESULTS = `query ($operation: String!, $streamIds: [ID!]) {
  latestResults(operation: $operation, streamIds: $streamIds) {
    instance { instanceId streamId }
    endTime
    figures { name value unit isOutlier outlierReason }
  }
}`;

export const PRESETS = `query {
  presets { name description operation streamIds params options }
  network { problems { code message } }
}`;

export interface RunData {
  readonly id: string;
  readonly operation: string;
  readonly status: string;
  readonly success: boolean | null;
  readonly summary: string | null;
  readonly startTime: string;
  readonly endTime: string | null;
  readonly requestedBy: string | null;
  readonly requesterVerified: boolean;
  readonly note: string | null;
  readonly labels: readonly string[];
  readonly slots: readonly {
    readonly instanceId: string;
    readonly streamId: string | null;
    readonly status: string;
    readonly reason: string | null;
  }[];
}

export interface SlotData {
  readonly instanceId: string;
  readonly streamId: string | null;
  readonly groups: readonly string[];
  readonly expired: boolean;
  readonly health: string;
  readonly problems: readonly { readonly code: string; readonly message: string }[];
  readonly sessions: readonly {
    readonly operation: string;
    readonly status: string;
    readonly startTime: string;
  }[];
}

export interface StoppedSlotData {
  readonly instanceId: string;
  readonly streamId: string | null;
  readonly status: string;
  readonly operations: readonly string[];
  readonly reason: string | null;
}

export interface PresetData {
  readonly name: string;
  readonly description: string | null;
  readonly operation: string;
  readonly streamIds: readonly string[] | null;
  readonly params: Readonly<Record<string, unknown>> | null;
  readonly options: Readonly<Record<string, unknown>> | null;
}

export interface PresetsData {
  readonly presets: readonly PresetData[];
  readonly network: { readonly problems: readonly { readonly code: string; readonly message: string }[] };
}

export interface ResultData {
  readonly instance: { readonly instanceId: string; readonly streamId: string | null };
  readonly endTime: string;
  readonly figures: readonly {
    readonly name: string;
    readonly value: number;
    readonly unit: string | null;
    readonly isOutlier: boolean;
    readonly outlierReason: string | null;
  }[];
}
