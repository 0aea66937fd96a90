import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type FormattedExecutionResult,
  getOperationAST,
  print,
} from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import type { Plugin } from 'graphql-yoga';
import { NOBODY } from '../auth/requester.js';
import type { Context } from './context.js';
import type { LiveMoment } from './live.js';
import type { LiveReader } from './live-queues.js';

/** A reader that gets an event later than the first one gets what it shows now: other data may have changed since. */
const SHARED_MS = 100;

interface SharedResult {
  readonly result: Promise<ExecutionResult>;
  /** When it was executed, by the monotonic clock. */
  readonly at: number;
}

type SubscriptionArgs = ExecutionArgs & { readonly contextValue: Context };

/**
 * Executes each event of a subscription once for all clients with the same rights that have sent the same document,
 * variables and operation name, over WebSocket and SSE. They get the same object, so that it can be serialised once.
 *
 * Each client still has its own queue of events, so a slow one delays nobody, and any of them may leave at any time.
 */
export function useSharedResults(): Plugin<Context> {
  const results = new WeakMap<LiveMoment<unknown>, Map<string, SharedResult>>();

  function resultOf(
    moment: LiveMoment<unknown>,
    key: string,
    args: SubscriptionArgs,
  ): Promise<ExecutionResult> {
    const now = args.contextValue.core.clock.monotonic();
    const known = results.get(moment) ?? new Map<string, SharedResult>();
    results.set(moment, known);
    const shared = known.get(key);
    if (shared && now - shared.at < SHARED_MS) return shared.result;
    const contextValue = forAll(args.contextValue);
    const result = Promise.resolve(execute({ ...args, contextValue, rootValue: moment })).then(
      serialisedOnce,
    );
    known.set(key, { result, at: now });
    return result;
  }

  async function subscribe(
    args: SubscriptionArgs,
  ): Promise<AsyncIterable<ExecutionResult> | ExecutionResult> {
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return source;
    const reader = source as LiveReader<unknown>;
    const key = keyOf(args);
    const read = async (): Promise<IteratorResult<ExecutionResult, undefined>> => {
      const event = await reader.next();
      return event.done ? event : { done: false, value: await resultOf(event.value, key, args) };
    };
    const leave = async (): Promise<IteratorResult<ExecutionResult, undefined>> => {
      await reader.return();
      return { done: true, value: undefined };
    };
    return { [Symbol.asyncIterator]: () => ({ next: read, return: leave }) };
  }

  return {
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn(subscribe as never);
    },
  };
}

/** The context for a result that others with the same rights get too: it does not say who asks. */
function forAll(context: Context): Context {
  return {
    ...context,
    viewer: { ...context.viewer, name: null },
    requester: NOBODY,
    password: undefined,
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

/** Adds what yoga uses to serialise a result that several clients get. */
export function serialisedOnce(result: ExecutionResult): ExecutionResult {
  return Object.defineProperty(result, 'stringify', { value: jsonOf });
}

const json = new WeakMap<object, string>();

/** The JSON text of a result, made once for each result. */
export function jsonOf(result: FormattedExecutionResult | ExecutionResult): string {
  const text = json.get(result) ?? JSON.stringify(result);
  json.set(result, text);
  return text;
}
