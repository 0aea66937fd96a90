import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  OperationTypeNode,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { endOfTurn } from '../lib/clock.js';
import type { Context } from './context.js';
import { serialisedOnce } from './result-text.js';

type Execute = (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult>;
type QueryArgs = ExecutionArgs & { readonly contextValue: Context };

/**
 * Executes equal queries of one turn of the event loop once, at its end, and serialises their result once. So an answer
 * is never older than its request. If many clients ask for all slots, the server is busy with one answer while their
 * next requests arrive, which then need one execution together.
 */
export function useSharedQueries(): Plugin<Context> {
  const waiting = new Map<DocumentNode, Map<string, Promise<ExecutionResult>>>();

  async function executeLater(args: QueryArgs, execute: Execute): Promise<ExecutionResult> {
    await endOfTurn();
    // What comes from now on needs another execution.
    waiting.delete(args.document);
    return serialisedOnce(await execute(args));
  }

  function share(args: QueryArgs, execute: Execute): Promise<ExecutionResult> {
    const equal = waiting.get(args.document) ?? new Map<string, Promise<ExecutionResult>>();
    waiting.set(args.document, equal);
    const key = keyOf(args);
    const result = equal.get(key) ?? executeLater(args, execute);
    equal.set(key, result);
    return result;
  }

  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      const operation = getOperationAST(args.document, args.operationName);
      // A plan depends on the password of the caller, which is in no key.
      if (operation?.operation !== OperationTypeNode.QUERY || args.contextValue.password) return;
      setExecuteFn(((given: QueryArgs) => share(given, executeFn as Execute)) as never);
    },
  };
}

/** Everything on which the answer depends besides the document, which yoga parses once for each text. */
function keyOf({ operationName, variableValues, contextValue: { viewer, requester } }: QueryArgs): string {
  return JSON.stringify([operationName, variableValues, viewer, requester]);
}
