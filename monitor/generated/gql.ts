/* eslint-disable */
import * as types from './graphql.js';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "fragment SlotView on SmurfInstance {\n  id\n  instanceId\n  streamId\n  expired\n  health\n  groups\n  agentStarted\n  lastRefresh\n  outOfService {\n    since\n    by\n    reason\n  }\n  problems {\n    id\n    code\n    severity\n    message\n    operation\n    since\n  }\n  state {\n    streaming\n    streamTag\n    numActiveChannels\n    pysmurfAction\n    stale\n  }\n  stateReader: session(operation: \"check_state\") {\n    id\n    actionTime: data(path: \"/pysmurf_action_timestamp\")\n  }\n  exclusiveGrants {\n    id\n    name\n    grantee\n  }\n  sessions {\n    id\n    operation\n    status\n    success\n    startTime\n    endTime\n  }\n}\n\nfragment RunView on Run {\n  id\n  action\n  operation\n  status\n  success\n  requestedBy\n  startTime\n  endTime\n  expectedEndTime\n  overdue\n  pausedAt\n  summary\n  heldBy {\n    instanceId\n    streamId\n  }\n  slots {\n    id\n    instanceId\n    streamId\n    status\n    reason\n    expectedEndTime\n    overdue\n  }\n}\n\nsubscription MonitorSlots {\n  smurfInstances {\n    kind\n    instances {\n      ...SlotView\n    }\n  }\n}\n\nsubscription MonitorNetwork {\n  network {\n    id\n    connected\n    since\n    reason\n    site\n    realm\n    problems {\n      id\n      severity\n      message\n    }\n  }\n}\n\nsubscription MonitorRuns {\n  runs {\n    ...RunView\n  }\n}\n\nquery MonitorEnded {\n  runs(first: 8, filter: {statuses: [SUCCEEDED, FAILED, CANCELLED]}) {\n    nodes {\n      ...RunView\n    }\n  }\n}\n\nmutation MonitorStopAll($streamIds: [ID!]!) {\n  stopAll(streamIds: $streamIds, waitSeconds: 20) {\n    id\n    slots {\n      id\n      instanceId\n      streamId\n      status\n      operations\n      reason\n    }\n  }\n}\n\nmutation MonitorAcknowledge($streamIds: [ID!]!) {\n  acknowledge(streamIds: $streamIds) {\n    id\n  }\n}": typeof types.SlotViewFragmentDoc,
};
const documents: Documents = {
    "fragment SlotView on SmurfInstance {\n  id\n  instanceId\n  streamId\n  expired\n  health\n  groups\n  agentStarted\n  lastRefresh\n  outOfService {\n    since\n    by\n    reason\n  }\n  problems {\n    id\n    code\n    severity\n    message\n    operation\n    since\n  }\n  state {\n    streaming\n    streamTag\n    numActiveChannels\n    pysmurfAction\n    stale\n  }\n  stateReader: session(operation: \"check_state\") {\n    id\n    actionTime: data(path: \"/pysmurf_action_timestamp\")\n  }\n  exclusiveGrants {\n    id\n    name\n    grantee\n  }\n  sessions {\n    id\n    operation\n    status\n    success\n    startTime\n    endTime\n  }\n}\n\nfragment RunView on Run {\n  id\n  action\n  operation\n  status\n  success\n  requestedBy\n  startTime\n  endTime\n  expectedEndTime\n  overdue\n  pausedAt\n  summary\n  heldBy {\n    instanceId\n    streamId\n  }\n  slots {\n    id\n    instanceId\n    streamId\n    status\n    reason\n    expectedEndTime\n    overdue\n  }\n}\n\nsubscription MonitorSlots {\n  smurfInstances {\n    kind\n    instances {\n      ...SlotView\n    }\n  }\n}\n\nsubscription MonitorNetwork {\n  network {\n    id\n    connected\n    since\n    reason\n    site\n    realm\n    problems {\n      id\n      severity\n      message\n    }\n  }\n}\n\nsubscription MonitorRuns {\n  runs {\n    ...RunView\n  }\n}\n\nquery MonitorEnded {\n  runs(first: 8, filter: {statuses: [SUCCEEDED, FAILED, CANCELLED]}) {\n    nodes {\n      ...RunView\n    }\n  }\n}\n\nmutation MonitorStopAll($streamIds: [ID!]!) {\n  stopAll(streamIds: $streamIds, waitSeconds: 20) {\n    id\n    slots {\n      id\n      instanceId\n      streamId\n      status\n      operations\n      reason\n    }\n  }\n}\n\nmutation MonitorAcknowledge($streamIds: [ID!]!) {\n  acknowledge(streamIds: $streamIds) {\n    id\n  }\n}": types.SlotViewFragmentDoc,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment SlotView on SmurfInstance {\n  id\n  instanceId\n  streamId\n  expired\n  health\n  groups\n  agentStarted\n  lastRefresh\n  outOfService {\n    since\n    by\n    reason\n  }\n  problems {\n    id\n    code\n    severity\n    message\n    operation\n    since\n  }\n  state {\n    streaming\n    streamTag\n    numActiveChannels\n    pysmurfAction\n    stale\n  }\n  stateReader: session(operation: \"check_state\") {\n    id\n    actionTime: data(path: \"/pysmurf_action_timestamp\")\n  }\n  exclusiveGrants {\n    id\n    name\n    grantee\n  }\n  sessions {\n    id\n    operation\n    status\n    success\n    startTime\n    endTime\n  }\n}\n\nfragment RunView on Run {\n  id\n  action\n  operation\n  status\n  success\n  requestedBy\n  startTime\n  endTime\n  expectedEndTime\n  overdue\n  pausedAt\n  summary\n  heldBy {\n    instanceId\n    streamId\n  }\n  slots {\n    id\n    instanceId\n    streamId\n    status\n    reason\n    expectedEndTime\n    overdue\n  }\n}\n\nsubscription MonitorSlots {\n  smurfInstances {\n    kind\n    instances {\n      ...SlotView\n    }\n  }\n}\n\nsubscription MonitorNetwork {\n  network {\n    id\n    connected\n    since\n    reason\n    site\n    realm\n    problems {\n      id\n      severity\n      message\n    }\n  }\n}\n\nsubscription MonitorRuns {\n  runs {\n    ...RunView\n  }\n}\n\nquery MonitorEnded {\n  runs(first: 8, filter: {statuses: [SUCCEEDED, FAILED, CANCELLED]}) {\n    nodes {\n      ...RunView\n    }\n  }\n}\n\nmutation MonitorStopAll($streamIds: [ID!]!) {\n  stopAll(streamIds: $streamIds, waitSeconds: 20) {\n    id\n    slots {\n      id\n      instanceId\n      streamId\n      status\n      operations\n      reason\n    }\n  }\n}\n\nmutation MonitorAcknowledge($streamIds: [ID!]!) {\n  acknowledge(streamIds: $streamIds) {\n    id\n  }\n}"): (typeof documents)["fragment SlotView on SmurfInstance {\n  id\n  instanceId\n  streamId\n  expired\n  health\n  groups\n  agentStarted\n  lastRefresh\n  outOfService {\n    since\n    by\n    reason\n  }\n  problems {\n    id\n    code\n    severity\n    message\n    operation\n    since\n  }\n  state {\n    streaming\n    streamTag\n    numActiveChannels\n    pysmurfAction\n    stale\n  }\n  stateReader: session(operation: \"check_state\") {\n    id\n    actionTime: data(path: \"/pysmurf_action_timestamp\")\n  }\n  exclusiveGrants {\n    id\n    name\n    grantee\n  }\n  sessions {\n    id\n    operation\n    status\n    success\n    startTime\n    endTime\n  }\n}\n\nfragment RunView on Run {\n  id\n  action\n  operation\n  status\n  success\n  requestedBy\n  startTime\n  endTime\n  expectedEndTime\n  overdue\n  pausedAt\n  summary\n  heldBy {\n    instanceId\n    streamId\n  }\n  slots {\n    id\n    instanceId\n    streamId\n    status\n    reason\n    expectedEndTime\n    overdue\n  }\n}\n\nsubscription MonitorSlots {\n  smurfInstances {\n    kind\n    instances {\n      ...SlotView\n    }\n  }\n}\n\nsubscription MonitorNetwork {\n  network {\n    id\n    connected\n    since\n    reason\n    site\n    realm\n    problems {\n      id\n      severity\n      message\n    }\n  }\n}\n\nsubscription MonitorRuns {\n  runs {\n    ...RunView\n  }\n}\n\nquery MonitorEnded {\n  runs(first: 8, filter: {statuses: [SUCCEEDED, FAILED, CANCELLED]}) {\n    nodes {\n      ...RunView\n    }\n  }\n}\n\nmutation MonitorStopAll($streamIds: [ID!]!) {\n  stopAll(streamIds: $streamIds, waitSeconds: 20) {\n    id\n    slots {\n      id\n      instanceId\n      streamId\n      status\n      operations\n      reason\n    }\n  }\n}\n\nmutation MonitorAcknowledge($streamIds: [ID!]!) {\n  acknowledge(streamIds: $streamIds) {\n    id\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;