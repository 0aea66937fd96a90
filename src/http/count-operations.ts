import { type GraphQLError, getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { codeOf } from '../graphql/mask-error.js';
import type { Metrics } from '../metrics/metrics.js';

const NONE = 'none';

/** Counts each operation by its name, and by the code of its first error. */
export function useOperationCounts({ countOperation }: Pick<Metrics, 'countOperation'>): Plugin {
  return {
    onParse:
      () =>
      ({ result }) => {
        if (result instanceof Error) countOperation(NONE, NONE, codeOf(result, 'GRAPHQL_PARSE_FAILED'));
      },
    onValidate:
      ({ params: { documentAST } }) =>
      ({ valid, result }) => {
        if (valid) return;
        const { type, name } = operationIn({ document: documentAST });
        countOperation(type, name, codeOf(result[0], 'GRAPHQL_VALIDATION_FAILED'));
      },
    onExecute({ args }) {
      return {
        onExecuteDone({ result }) {
          if (!(Symbol.asyncIterator in result)) count(args, result.errors);
        },
      };
    },
    onSubscribe({ args }) {
      return {
        onSubscribeResult({ result }) {
          count(args, Symbol.asyncIterator in result ? undefined : result.errors);
        },
      };
    },
  };

  function count(args: Named, errors: readonly GraphQLError[] | undefined): void {
    const { type, name } = operationIn(args);
    countOperation(type, name, errors?.[0] ? codeOf(errors[0], 'BAD_USER_INPUT') : 'OK');
  }
}

interface Named {
  readonly document: Parameters<typeof getOperationAST>[0];
  readonly operationName?: string | null | undefined;
}

function operationIn({ document, operationName }: Named) {
  const operation = getOperationAST(document, operationName);
  return { type: operation?.operation ?? NONE, name: operation?.name?.value ?? 'anonymous' };
}
