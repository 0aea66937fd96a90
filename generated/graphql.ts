/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What has become of one slot of a run. */
export type RunSlotStatus =
  /** The operation was running already, so it was not started. */
  | 'ALREADY_RUNNING'
  /** Ended because the run was cancelled. */
  | 'CANCELLED'
  /** Ended without success: `message` says why. */
  | 'FAILED'
  /** The slot fell silent, or its agent restarted: what became of the operation is not known. */
  | 'LOST'
  /** Not started yet. */
  | 'PENDING'
  /** Going on and ready: data flow (`stream` only). */
  | 'READY'
  /** Refused by the agent, so not started: `message` holds the agent's words. */
  | 'REJECTED'
  /** Accepted by the agent, and going on. */
  | 'RUNNING'
  /** The agent has been asked. */
  | 'STARTING'
  /** Asked to stop, and stopping. */
  | 'STOPPING'
  /** Ended with success. */
  | 'SUCCEEDED'
  /** Not ended within the timeout: we wait no longer, but the slot may still act. */
  | 'TIMED_OUT'
  /** It cannot be told whether the operation ran, or how it ended. */
  | 'UNKNOWN'
  /** The agent could not be reached. */
  | 'UNREACHABLE';

/** How far a run has come. */
export type RunStatus =
  /** Someone cancelled it. */
  | 'CANCELLED'
  /** At least one slot did not succeed. */
  | 'FAILED'
  /** At least one slot is under way. */
  | 'RUNNING'
  /** Every slot succeeded. */
  | 'SUCCEEDED';

/** How far a session has come. */
export type SessionStatus =
  /** Ended; `success` tells how. */
  | 'DONE'
  /** The operation is doing what it is for. */
  | 'RUNNING'
  /** Accepted; the operation has not begun. */
  | 'STARTING'
  /** A stop was asked for and the operation has taken note. */
  | 'STOPPING';

export type ListSlotsQueryVariables = Exact<{ [key: string]: never; }>;


export type ListSlotsQuery = { smurfInstances: Array<{ id: string, instanceId: string, streamId: string | null, expired: boolean, state: { id: string, numActiveChannels: number | null, streaming: boolean | null } | null, problems: Array<{ id: string, message: string }> }> };

export type TakeNoiseMutationVariables = Exact<{
  streamIds?: Array<string> | string | null | undefined;
  params?: unknown;
}>;


export type TakeNoiseMutation = { runOperation: { id: string, status: RunStatus, success: boolean | null, slots: Array<{ id: string, streamId: string | null, status: RunSlotStatus, message: string | null }> } };

export type WatchSessionsSubscriptionVariables = Exact<{
  streamIds?: Array<string> | string | null | undefined;
  operations?: Array<string> | string | null | undefined;
}>;


export type WatchSessionsSubscription = { sessionUpdates: { instance: { id: string, streamId: string | null }, operation: { id: string, session: { id: string } | null }, session: { id: string, operation: string, status: SessionStatus, success: boolean | null, messages: Array<{ text: string }> } } };


export const ListSlotsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ListSlots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"smurfInstances"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"expired"}},{"kind":"Field","name":{"kind":"Name","value":"state"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"numActiveChannels"}},{"kind":"Field","name":{"kind":"Name","value":"streaming"}}]}},{"kind":"Field","name":{"kind":"Name","value":"problems"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<ListSlotsQuery, ListSlotsQueryVariables>;
export const TakeNoiseDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TakeNoise"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"params"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"JSON"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"runOperation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"operation"},"value":{"kind":"StringValue","value":"take_noise","block":false}},{"kind":"Argument","name":{"kind":"Name","value":"streamIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}}},{"kind":"Argument","name":{"kind":"Name","value":"params"},"value":{"kind":"Variable","name":{"kind":"Name","value":"params"}}},{"kind":"Argument","name":{"kind":"Name","value":"waitSeconds"},"value":{"kind":"IntValue","value":"60"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"slots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<TakeNoiseMutation, TakeNoiseMutationVariables>;
export const WatchSessionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"WatchSessions"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operations"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sessionUpdates"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"streamIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"streamIds"}}},{"kind":"Argument","name":{"kind":"Name","value":"operations"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operations"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"instance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"streamId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"success"}},{"kind":"Field","name":{"kind":"Name","value":"messages"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}}]}}]}}]}}]} as unknown as DocumentNode<WatchSessionsSubscription, WatchSessionsSubscriptionVariables>;