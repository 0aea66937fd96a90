import { type ExecutionArgs, getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Context } from '../graphql/context.js';
import { shortened } from '../lib/shortened.js';
import type { ErrorMask } from './error-mask.js';
import type { RequestContext } from './request-context.js';

/** Maximum length of the name of an operation in a span. */
const MAX_NAME = 100;

/** Writes the operation and its errors into the span of the request. */
export function useTrace({ answered }: Pick<ErrorMask, 'answered'>): Plugin<Context, RequestContext> {
  return {
    onExecute({ args }) {
      describe(args);
    },
    onSubscribe({ args }) {
      describe(args);
      // A subscription may last for days.
      return {
        onSubscribeResult({ result }) {
          if (Symbol.asyncIterator in result) args.contextValue.trace?.span.end();
        },
      };
    },
    onResultProcess({ result, serverContext: { trace } }) {
      if (Symbol.asyncIterator in result) return;
      for (const { errors = [] } of [result].flat()) answered(trace, errors);
    },
  };
}

function describe({ document, operationName, contextValue }: ExecutionArgs): void {
  const operation = getOperationAST(document, operationName);
  const { trace } = contextValue as Context;
  if (!operation || !trace) return;
  const name = operation.name?.value;
  trace.span.set({
    'graphql.operation.type': operation.operation,
    ...(name !== undefined && { 'graphql.operation.name': shortened(name, MAX_NAME) }),
  });
}
