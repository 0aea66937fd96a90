import { type DocumentNode, getOperationAST, Kind, OperationTypeNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { requesterOf } from '../auth/requester.js';
import type { Core } from '../core/core.js';
import { auditOf } from '../graphql/audit-mutations.js';
import type { Context } from '../graphql/context.js';
import { schema } from '../graphql/schema.js';
import { requestFields } from '../lib/request-trace.js';
import type { ReadClient } from './client.js';
import type { RequestContext } from './request-context.js';

/** Stands for mutations in a fragment, and for those that do not exist. */
const IN_FRAGMENT = 'mutation';

/** What yoga knows of a request before it is executed. */
interface Received extends RequestContext {
  readonly params: { readonly operationName?: string | null };
  /** Over HTTP only. */
  readonly request?: Request;
}

/** Records mutations that are rejected before their resolver. The schema itself records all others. */
export function useAudit(
  core: Pick<Core, 'audit' | 'clock'>,
  readClient: ReadClient,
): Plugin<Context, RequestContext> {
  function reject(
    { viewer, said, req, params, trace }: Received,
    document: DocumentNode,
    code: string,
  ): void {
    const audit = auditOf(
      core,
      requesterOf(viewer, said.user),
      readClient(req).address,
      requestFields(trace),
    );
    for (const name of mutationsIn(document, params.operationName)) audit(name)(code, null);
  }

  return {
    onParse() {
      return ({ context, result }) => {
        const received = context as unknown as Received;
        // Yoga rejects mutations with this method just after this.
        if (received.request?.method === 'GET' && result && !(result instanceof Error)) {
          reject(received, result, 'BAD_REQUEST');
        }
      };
    },
    onValidate({ context, params: { documentAST } }) {
      return ({ valid, result }) => {
        if (valid) return;
        reject(context as unknown as Received, documentAST, codeOf(result[0]) ?? 'GRAPHQL_VALIDATION_FAILED');
      };
    },
    onExecute({ args: { document, operationName, contextValue }, extendContext }) {
      const { audit } = contextValue;
      const begun = new Set<string>();
      extendContext({
        audit(action) {
          begun.add(action);
          return audit(action);
        },
      });
      return {
        onExecuteDone({ result }) {
          if (!('errors' in result) || !result.errors) return;
          const code = codeOf(result.errors[0]) ?? 'BAD_USER_INPUT';
          const names = mutationsIn(document, operationName);
          for (const name of names) {
            const isRecorded = begun.has(name) || (name === IN_FRAGMENT && begun.size > 0);
            if (!isRecorded) audit(name)(code, null);
          }
        },
      };
    },
  };
}

function codeOf(error: unknown): string | null {
  const { extensions } = (error ?? {}) as { readonly extensions?: { readonly code?: unknown } };
  return typeof extensions?.code === 'string' ? extensions.code : null;
}

/** The mutations directly in an operation, which may be invalid. Each is named once. */
function mutationsIn(document: DocumentNode, operationName: string | null | undefined): ReadonlySet<string> {
  const operation = getOperationAST(document, operationName);
  if (operation?.operation !== OperationTypeNode.MUTATION) return new Set();
  const known = schema.getMutationType()?.getFields() ?? {};
  const names = operation.selectionSet.selections.map((selection) =>
    selection.kind === Kind.FIELD && Object.hasOwn(known, selection.name.value)
      ? selection.name.value
      : IN_FRAGMENT,
  );
  return new Set(names);
}
