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
    "query ListSlots {\n  smurfInstances {\n    id\n    instanceId\n    streamId\n    expired\n    state {\n      id\n      numActiveChannels\n      streaming\n    }\n    problems {\n      id\n      message\n    }\n  }\n}": typeof types.ListSlotsDocument,
    "mutation TakeNoise($streamIds: [ID!], $params: JSON) {\n  runOperation(\n    operation: \"take_noise\"\n    streamIds: $streamIds\n    params: $params\n    waitSeconds: 60\n  ) {\n    id\n    status\n    success\n    slots {\n      id\n      streamId\n      status\n      message\n    }\n  }\n}": typeof types.TakeNoiseDocument,
    "subscription WatchSessions($streamIds: [ID!], $operations: [String!]) {\n  sessionUpdates(streamIds: $streamIds, operations: $operations) {\n    instance {\n      id\n      streamId\n    }\n    operation {\n      id\n      session {\n        id\n      }\n    }\n    session {\n      id\n      operation\n      status\n      success\n      messages(last: 1) {\n        text\n      }\n    }\n  }\n}": typeof types.WatchSessionsDocument,
};
const documents: Documents = {
    "query ListSlots {\n  smurfInstances {\n    id\n    instanceId\n    streamId\n    expired\n    state {\n      id\n      numActiveChannels\n      streaming\n    }\n    problems {\n      id\n      message\n    }\n  }\n}": types.ListSlotsDocument,
    "mutation TakeNoise($streamIds: [ID!], $params: JSON) {\n  runOperation(\n    operation: \"take_noise\"\n    streamIds: $streamIds\n    params: $params\n    waitSeconds: 60\n  ) {\n    id\n    status\n    success\n    slots {\n      id\n      streamId\n      status\n      message\n    }\n  }\n}": types.TakeNoiseDocument,
    "subscription WatchSessions($streamIds: [ID!], $operations: [String!]) {\n  sessionUpdates(streamIds: $streamIds, operations: $operations) {\n    instance {\n      id\n      streamId\n    }\n    operation {\n      id\n      session {\n        id\n      }\n    }\n    session {\n      id\n      operation\n      status\n      success\n      messages(last: 1) {\n        text\n      }\n    }\n  }\n}": types.WatchSessionsDocument,
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
export function graphql(source: "query ListSlots {\n  smurfInstances {\n    id\n    instanceId\n    streamId\n    expired\n    state {\n      id\n      numActiveChannels\n      streaming\n    }\n    problems {\n      id\n      message\n    }\n  }\n}"): (typeof documents)["query ListSlots {\n  smurfInstances {\n    id\n    instanceId\n    streamId\n    expired\n    state {\n      id\n      numActiveChannels\n      streaming\n    }\n    problems {\n      id\n      message\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation TakeNoise($streamIds: [ID!], $params: JSON) {\n  runOperation(\n    operation: \"take_noise\"\n    streamIds: $streamIds\n    params: $params\n    waitSeconds: 60\n  ) {\n    id\n    status\n    success\n    slots {\n      id\n      streamId\n      status\n      message\n    }\n  }\n}"): (typeof documents)["mutation TakeNoise($streamIds: [ID!], $params: JSON) {\n  runOperation(\n    operation: \"take_noise\"\n    streamIds: $streamIds\n    params: $params\n    waitSeconds: 60\n  ) {\n    id\n    status\n    success\n    slots {\n      id\n      streamId\n      status\n      message\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "subscription WatchSessions($streamIds: [ID!], $operations: [String!]) {\n  sessionUpdates(streamIds: $streamIds, operations: $operations) {\n    instance {\n      id\n      streamId\n    }\n    operation {\n      id\n      session {\n        id\n      }\n    }\n    session {\n      id\n      operation\n      status\n      success\n      messages(last: 1) {\n        text\n      }\n    }\n  }\n}"): (typeof documents)["subscription WatchSessions($streamIds: [ID!], $operations: [String!]) {\n  sessionUpdates(streamIds: $streamIds, operations: $operations) {\n    instance {\n      id\n      streamId\n    }\n    operation {\n      id\n      session {\n        id\n      }\n    }\n    session {\n      id\n      operation\n      status\n      success\n      messages(last: 1) {\n        text\n      }\n    }\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;