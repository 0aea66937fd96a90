import assert from 'node:assert/strict';
import { type ExecutionResult, GraphQLError, graphql, parse, subscribe } from 'graphql';
import { requesterOf } from '../../src/auth/requester.js';
import { ANYBODY, type Viewer } from '../../src/auth/viewer.js';
import type { Core } from '../../src/core/core.js';
import type { Context } from '../../src/graphql/context.js';
import { createLiveQueues, type LiveQueues } from '../../src/graphql/live-queues.js';
import { createLoaders } from '../../src/graphql/loaders.js';
import { maskError } from '../../src/graphql/mask-error.js';
import { schema } from '../../src/graphql/schema.js';
import type { Variables } from '../product.js';

type Data = Readonly<Record<string, unknown>>;

/** The code of the first error, and what else the server says of it. */
export interface Rejection {
  readonly code: unknown;
  readonly message: string;
  readonly details: Data;
}

/** The schema on a core, without a transport: a reader here is as slow as the test wants it. */
export interface InProcess {
  readonly live: LiveQueues;
  /** Aborted by a test that stops the server. */
  readonly closing: AbortController;
  /** The data; errors fail the test. */
  ask<Answer = Data>(document: string, variables?: Variables): Promise<Answer>;
  /** What a request is rejected with. */
  rejection(document: string, variables?: Variables): Promise<Rejection>;
  /** Resolves when the subscription is open. */
  subscribe<Event = Data>(document: string, variables?: Variables): Promise<Reader<Event>>;
}

/** A subscription that is read at will. */
export interface Reader<Event> {
  /** The next event; it waits for one. */
  next(): Promise<Event>;
  /** Resolves when the server has completed the subscription. */
  done(): Promise<void>;
  leave(): Promise<void>;
}

/** An agent on the network that has its address. */
const AGENT = {
  address: 'observatory.multismurf',
  standing: { registered: true, refusal: null },
  onStandingChange: () => ({ close() {} }),
};

export function inProcess(core: Core, viewer: Viewer = ANYBODY): InProcess {
  const live = createLiveQueues();
  const closing = new AbortController();
  const context = (): Context => ({
    ...{
      core,
      agent: AGENT,
      live,
      startRate: { admit() {} },
      audit: () => () => {},
      viewer,
      closing: closing.signal,
    },
    ...{ requester: requesterOf(viewer, null), password: undefined },
    loaders: createLoaders(core),
  });
  const execute = (source: string, variableValues: Variables = {}) =>
    graphql({ schema, source, variableValues, contextValue: context() });

  return {
    ...{ live, closing },
    async ask<Answer>(document: string, variables?: Variables) {
      const { data, errors } = await execute(document, variables);
      assert.deepEqual(errors, undefined);
      return plain(data) as Answer;
    },
    async rejection(document, variables = {}) {
      if (!document.trimStart().startsWith('subscription')) {
        return rejectionOf(await execute(document, variables));
      }
      const opened = await open(document, variables, context());
      assert.ok(!(Symbol.asyncIterator in opened), 'it was not rejected');
      return rejectionOf(opened);
    },
    async subscribe<Event>(document: string, variables: Variables = {}) {
      const opened = await open(document, variables, context());
      assert.ok(Symbol.asyncIterator in opened, JSON.stringify(opened));
      return {
        async next() {
          const { value, done } = await opened.next();
          assert.ok(!done && value, 'the subscription is complete');
          assert.deepEqual(value.errors, undefined);
          return plain(value.data) as Event;
        },
        async done() {
          assert.equal((await opened.next()).done, true);
        },
        async leave() {
          await opened.return?.(undefined as never);
        },
      };
    },
  };
}

/** As a client would read it: what GraphQL makes has no prototype. */
function plain(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data));
}

async function open(document: string, variableValues: Variables, contextValue: Context) {
  const args = { schema, document: parse(document), variableValues, contextValue };
  return (await subscribe(args)) as AsyncGenerator<ExecutionResult, void> | ExecutionResult;
}

function rejectionOf({ errors = [] }: ExecutionResult): Rejection {
  const [error] = errors;
  assert.ok(error, 'it was not rejected');
  const masked = maskError(error, 'Unexpected error.');
  assert.ok(masked instanceof GraphQLError, String(masked));
  const { code, ...details } = masked.extensions;
  return { code, message: masked.message, details };
}
