import type { ExecutionResult, FormattedExecutionResult } from 'graphql';

/** A result whose errors may be those of graphql-js, or as the client gets them. */
export type Result = ExecutionResult | FormattedExecutionResult;

const json = new WeakMap<object, string>();

/** The JSON text of a result, made once for each result. */
export function jsonOf(result: Result): string {
  const text = json.get(result) ?? JSON.stringify(result);
  json.set(result, text);
  return text;
}

/** Adds what yoga uses to serialise a result that several clients get. */
export function serialisedOnce(result: ExecutionResult): ExecutionResult {
  return Object.hasOwn(result, 'stringify')
    ? result
    : Object.defineProperty(result, 'stringify', { value: jsonOf });
}
