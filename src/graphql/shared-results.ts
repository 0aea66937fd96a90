import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  getOperationAST,
  print,
} from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import type { Plugin } from 'graphql-yoga';
import { NOBODY } from '../auth/requester.js';
import type { Context } from './context.js';
import type { LiveMoment } from './live.js';
import type { LiveReader } from './live-queues.js';
import { type Result, serialisedOnce } from './result-text.js';
import { createSubscriptionCounts, type EndReason, type SubscriptionCounts } from './subscription-counts.js';

/** A reader that gets an event later than the first one gets what it shows now: other data may have changed since. */
const SHARED_MS = 100;

/** Subscriptions with the same results. */
interface Alike {
  readonly key: string;
  readers: number;
  /** Those of the first subscription: all others may forget theirs. */
  readonly args: SubscriptionArgs;
  readonly results: WeakMap<LiveMoment<unknown>, SharedResult>;
}

interface SharedResult {
  /** A promise only while it is executed. */
  result: ExecutionResult | Promise<ExecutionResult>;
  /** When it was executed, by the monotonic clock. */
  readonly at: number;
}

/** Sends a result to the client of a subscription. The next one may be sent when it resolves, or at once without a promise. */
export type Deliver = (result: Result) => Promise<void> | void;

type SubscriptionArgs = ExecutionArgs & {
  readonly contextValue: Context;
  readonly direct?: Direct;
};

/**
 * Takes the results of a subscription past yoga: each goes to thousands of clients, and those who wait for it with a chain
 * of promises cost more than what they send.
 */
export interface Direct {
  readonly deliver: Deliver;
  /** Why a subscription ends that does not end by itself. */
  readonly leaving: () => EndReason;
  /** Yields nothing, and ends when the subscription does. Set when it has begun. */
  ends: AsyncIterable<never> | null;
}

/**
 * Executes each event of a subscription once for all clients with the same rights that have sent the same document,
 * variables and operation name, over WebSocket and SSE. They get the same object, so that it can be serialised once.
 *
 * Each client still has its own queue of events, so a slow one delays nobody, and any of them may leave at any time.
 */
export function useSharedResults(counts: SubscriptionCounts = createSubscriptionCounts()): Plugin<Context> {
  const groups = new Map<string, Alike>();

  function join({ direct: _, ...own }: SubscriptionArgs): Alike {
    const key = keyOf(own);
    const alike = groups.get(key) ?? begin(key, { ...own, contextValue: forAll(own.contextValue) });
    alike.readers += 1;
    return alike;
  }

  function begin(key: string, args: SubscriptionArgs): Alike {
    const alike: Alike = { key, args, readers: 0, results: new WeakMap() };
    groups.set(key, alike);
    return alike;
  }

  async function subscribe(
    args: SubscriptionArgs,
  ): Promise<AsyncIterable<ExecutionResult> | ExecutionResult> {
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return source;
    const reader = source as LiveReader<unknown>;
    const results = resultsOf(reader, join(args), args.direct?.deliver, args.direct?.leaving);
    if (args.direct) args.direct.ends = results as AsyncIterable<never>;
    return results;
  }

  /** Keeps nothing of what only began the subscription. */
  function resultsOf(
    reader: LiveReader<unknown>,
    alike: Alike,
    deliver: Deliver | undefined,
    leaving: () => EndReason = () => 'left',
  ): AsyncIterable<ExecutionResult> {
    let hasLeft = false;
    counts.started += 1;
    const leave = (reason: EndReason) => {
      if (hasLeft) return;
      hasLeft = true;
      counts.ended[reason] += 1;
      alike.readers -= 1;
      if (alike.readers === 0) groups.delete(alike.key);
    };
    const send = (result: ExecutionResult) => {
      if (hasLeft) return;
      counts.delivered += 1;
      return deliver?.(result);
    };
    const take = (moment: LiveMoment<unknown>) => {
      const result = resultOf(moment, alike);
      return result instanceof Promise ? result.then(send) : send(result);
    };

    async function next(): Promise<IteratorResult<ExecutionResult, undefined>> {
      try {
        const event = deliver ? await reader.flow(take).then(() => END) : await reader.next();
        if (!event.done) {
          const result = serialisedOnce(await resultOf(event.value, alike));
          counts.delivered += 1;
          return { done: false, value: result };
        }
      } catch (error) {
        leave('failed');
        throw error;
      }
      leave('completed');
      return END;
    }

    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next,
      async return() {
        leave(leaving());
        await reader.return();
        return END;
      },
    } as AsyncIterableIterator<ExecutionResult>;
  }

  return {
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn(subscribe as never);
    },
  };
}

const END: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** Without a promise if the result is known, or its fields are. */
function resultOf(moment: LiveMoment<unknown>, alike: Alike): ExecutionResult | Promise<ExecutionResult> {
  const { args } = alike;
  const executeNow = () =>
    execute({ ...args, rootValue: moment }) as ExecutionResult | Promise<ExecutionResult>;
  if (alike.readers === 1) return executeNow();
  const now = args.contextValue.core.clock.monotonic();
  const known = alike.results.get(moment);
  if (known && now - known.at < SHARED_MS) return known.result;
  const shared: SharedResult = { result: executeNow(), at: now };
  alike.results.set(moment, shared);
  if (shared.result instanceof Promise) {
    shared.result = shared.result.then((result) => {
      shared.result = result;
      return result;
    });
  }
  return shared.result;
}

/** The context for a result that others with the same rights get too: it does not say who asks. */
function forAll(context: Context): Context {
  return {
    ...context,
    viewer: { ...context.viewer, name: null },
    requester: NOBODY,
    password: undefined,
    trace: undefined,
  };
}

/** Everything on which a result depends besides the event. */
function keyOf({
  schema,
  document,
  operationName,
  variableValues,
  contextValue: { viewer },
}: SubscriptionArgs): string {
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  const { coerced } = getVariableValues(schema, definitions, variableValues ?? {});
  const { role, operations, slots } = viewer;
  return JSON.stringify([normalised(document), operationName, coerced, role, operations, slots]);
}

const texts = new WeakMap<DocumentNode, string>();

/** The document without the spaces and comments of its author. */
function normalised(document: DocumentNode): string {
  const text = texts.get(document) ?? print(document);
  texts.set(document, text);
  return text;
}
