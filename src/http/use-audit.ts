import { type DocumentNode, type GraphQLSchema, getOperationAST, Kind, OperationTypeNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { requesterOf } from '../auth/requester.js';
import type { Core } from '../core/core.js';
import { auditOf } from '../graphql/audit-mutations.js';
import type { Context } from '../graphql/context.js';
import type { ReadClient } from './client.js';
import type { RequestContext } from './graphql-handler.js';

/** Records mutations that are rejected before they are executed. The schema itself records all others. */
export function useAudit(
  core: Pick<Core, 'audit' | 'clock'>,
  readClient: ReadClient,
): Plugin<Context, RequestContext> {
  return {
    onValidate({ context, params: { schema, documentAST } }) {
      return ({ valid, result }) => {
        if (valid) return;
        const { viewer, said, req, params } = context as unknown as RequestContext & Asking;
        const audit = auditOf(core, requesterOf(viewer, said.user), readClient(req).address);
        const code = codeOf(result[0]) ?? 'GRAPHQL_VALIDATION_FAILED';
        for (const name of mutationsIn(schema, documentAST, params.operationName)) audit(name)(code, null);
      };
    },
    onExecute({ args: { schema, document, operationName, contextValue } }) {
      return {
        onExecuteDone({ result }) {
          if (!('errors' in result) || 'data' in result) return;
          const code = codeOf(result.errors?.[0]) ?? 'BAD_USER_INPUT';
          for (const name of mutationsIn(schema, document, operationName))
            contextValue.audit(name)(code, null);
        },
      };
    },
  };
}

interface Asking {
  readonly params: { readonly operationName?: string | null };
}

function codeOf(error: unknown): string | null {
  const { extensions } = (error ?? {}) as { readonly extensions?: { readonly code?: unknown } };
  return typeof extensions?.code === 'string' ? extensions.code : null;
}

/** The mutations directly in an operation, which may be invalid. Each is named once. */
function mutationsIn(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): ReadonlySet<string> {
  const operation = getOperationAST(document, operationName);
  if (operation?.operation !== OperationTypeNode.MUTATION) return new Set();
  const known = schema.getMutationType()?.getFields() ?? {};
  const names = operation.selectionSet.selections.map((selection) =>
    selection.kind === Kind.FIELD && Object.hasOwn(known, selection.name.value)
      ? selection.name.value
      : 'mutation',
  );
  return new Set(names);
}
