import assert from 'node:assert/strict';
import type { ResultOf, TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type GraphQLFormattedError, print } from 'graphql';
import type { FormattedExecutionResult } from 'graphql-ws';
import {
  InteropAbortDocument,
  InteropCancelDocument,
  InteropRunUpdatesDocument,
  InteropStartDocument,
  type InteropStartMutationVariables,
  InteropStopDocument,
} from '../../generated/graphql.js';
import { createEvents, type Events } from '../events.js';
import { readSse } from '../sse.js';
import type { MultiSmurf } from './multismurf.js';

/** What subscriptions travel by. */
export const TRANSPORTS = ['WebSocket', 'SSE'] as const;
export type Transport = (typeof TRANSPORTS)[number];

type Variables = Record<string, unknown>;
type Document<Data, V extends Variables> = TypedDocumentNode<Data, V>;
type Started = ResultOf<typeof InteropStartDocument>['runOperation'];
type Halted = ResultOf<typeof InteropStopDocument>['stopOperation'];

/** The server as its users see it, typed by its schema. */
export interface TypedClient {
  /** @throws if the server answers with errors */
  ask<Data, V extends Variables>(document: Document<Data, V>, variables: V): Promise<Data>;
  /** The one error of a request that must be refused. */
  refusal<Data, V extends Variables>(
    document: Document<Data, V>,
    variables: V,
  ): Promise<GraphQLFormattedError>;
  watch<Data, V extends Variables>(
    document: Document<Data, V>,
    variables: V,
    transport?: Transport,
  ): Events<Data>;
  /** `runOperation`. By default it answers when the run has ended, after at most a minute. */
  run(operation: string, variables?: Omit<InteropStartMutationVariables, 'operation'>): Promise<Started>;
  /** The run that stopped it, at its end. */
  stop(operation: string, streamIds?: readonly string[]): Promise<Started>;
  /** The run that aborted it, at its end. */
  abort(operation: string, streamIds?: readonly string[]): Promise<Started>;
  cancel(run: { readonly id: string }): Promise<Halted>;
  /** The run at its end, which is to come within 20 s. */
  ended(run: { readonly id: string }): Promise<Started>;
}

export function createTypedClient(multismurf: MultiSmurf): TypedClient {
  async function ask<Data, V extends Variables>(document: Document<Data, V>, variables: V): Promise<Data> {
    const { data, errors } = await multismurf.request<Data>(print(document), variables);
    assert.equal(errors, undefined, JSON.stringify(errors));
    assert.ok(data);
    return data;
  }

  function watch<Data, V extends Variables>(
    document: Document<Data, V>,
    variables: V,
    transport: Transport = 'WebSocket',
  ): Events<Data> {
    const query = print(document);
    if (transport === 'SSE') return createEvents(overSse<Data>(multismurf.url, query, variables));
    return createEvents(multismurf.subscribe<Data>(query, variables));
  }

  async function ended({ id }: { readonly id: string }): Promise<Started> {
    const updates = await watch(InteropRunUpdatesDocument, { id }).rest();
    const last = updates.at(-1)?.runUpdates;
    assert.ok(last, 'runUpdates begins with the run as it is');
    assert.notEqual(last.status, 'RUNNING', 'runUpdates goes on until the run has ended');
    return last;
  }

  return {
    ask,
    watch,
    ended,
    async refusal(document, variables) {
      const { data, errors = [] } = await multismurf.request(print(document), variables);
      const [error] = errors;
      assert.ok(error && errors.length === 1, `expected one error, got ${JSON.stringify({ data, errors })}`);
      return error;
    },
    async run(operation, variables = {}) {
      return (await ask(InteropStartDocument, { operation, waitSeconds: 60, ...variables })).runOperation;
    },
    async stop(operation, streamIds) {
      const chosen = streamIds && [...streamIds];
      return ended((await ask(InteropStopDocument, { operation, streamIds: chosen })).stopOperation);
    },
    async abort(operation, streamIds) {
      const chosen = streamIds && [...streamIds];
      return ended((await ask(InteropAbortDocument, { operation, streamIds: chosen })).abortOperation);
    },
    cancel: async ({ id }) => (await ask(InteropCancelDocument, { id })).cancelRun,
  };
}

/** A subscription over server-sent events: the distinct connections of the GraphQL over SSE protocol. */
async function* overSse<Data>(
  url: string,
  query: string,
  variables: Variables,
): AsyncGenerator<FormattedExecutionResult<Data>, undefined, undefined> {
  const leaving = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query, variables }),
    signal: leaving.signal,
  });
  try {
    yield* readSse<Data>(response);
  } finally {
    leaving.abort();
  }
}
