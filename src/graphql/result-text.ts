import type { ExecutionResult, FormattedExecutionResult } from 'graphql';

/** A result whose errors may be those of graphql-js, or as the client gets them. */
export type Result = ExecutionResult | FormattedExecutionResult;

/** Where a result keeps its text: a WeakMap costs the garbage collector more than the result. JSON leaves symbols out. */
const TEXT = Symbol('text');

/** The JSON text of a result, made once for each result. */
export function jsonOf(result: Result & { [TEXT]?: string }): string {
  result[TEXT] ??= JSON.stringify(result);
  return result[TEXT];
}

/** Adds what yoga uses to serialise a result that several clients get. */
export function serialisedOnce(result: ExecutionResult): ExecutionResult {
  return Object.hasOwn(result, 'stringify')
    ? result
    : Object.defineProperty(result, 'stringify', { value: jsonOf });
}
