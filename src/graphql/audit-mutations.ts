import { defaultFieldResolver, type GraphQLFieldConfig, type GraphQLSchema, getNamedType } from 'graphql';
import type { Requester } from '../auth/requester.js';
import { DONE } from '../core/audit/audit-record.js';
import { summaryOf } from '../core/audit/summary.js';
import type { Core } from '../core/core.js';
import type { Run } from '../core/runs/run.js';
import type { RequestFields } from '../lib/request-trace.js';
import type { Context } from './context.js';
import { refusalIn } from './mask-error.js';

/** The outcome of a request that failed for a reason that clients are not told. */
const UNEXPECTED = 'INTERNAL_SERVER_ERROR';

/** Records what this caller asks for, over any transport of GraphQL. */
export function auditOf(
  { audit, clock }: Pick<Core, 'audit' | 'clock'>,
  { name, isVerified }: Requester,
  address: string,
  request: RequestFields,
): Context['audit'] {
  return (action) => {
    const caller = { who: name, isVerified, via: 'GRAPHQL', address } as const;
    const begun = { ...caller, action, time: clock.now() };
    return (outcome, summary) => audit.record({ ...begun, outcome, summary }, request);
  };
}

/** Records each mutation when it is answered. It surrounds everything that the field does, also the check of the role. */
export function auditMutations(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) auditField(field);
  return schema;
}

type Field = Pick<GraphQLFieldConfig<unknown, Context>, 'type' | 'resolve'> & { readonly name: string };

function auditField(field: Field): void {
  const { name, type, resolve = defaultFieldResolver } = field;
  const isRun = getNamedType(type).name === 'Run';
  field.resolve = async (root, args, context, info) => {
    const done = context.audit(name);
    const { operation, streamIds: slots, id } = args;
    try {
      const result = await resolve(root, args, context, info);
      done(DONE, summaryOf({ operation, slots, id: isRun ? (result as Run).id : id }));
      return result;
    } catch (error) {
      done(refusalIn(error)?.code ?? UNEXPECTED, summaryOf({ operation, slots, id }));
      throw error;
    }
  };
}
