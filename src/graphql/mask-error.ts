import { GraphQLError } from 'graphql';
import { maskError as maskUnexpected } from 'graphql-yoga';
import { RequestError } from '../core/errors.js';

/** The RequestError inside a GraphQL error; null if the error is unexpected. */
export function refusalIn(error: unknown): RequestError | null {
  const original = error instanceof GraphQLError ? error.originalError : error;
  return original instanceof RequestError ? original : null;
}

/**
 * The caller of a rejected request gets its code, message and details. Unexpected errors are masked, since they may
 * contain private information; yoga logs them.
 */
export function maskError(error: unknown, message: string): Error {
  const refusal = refusalIn(error);
  if (!refusal) return maskUnexpected(withoutPasswords(error), message, false);
  return new GraphQLError(refusal.message, {
    ...(error instanceof GraphQLError && { nodes: error.nodes ?? null, path: error.path ?? null }),
    extensions: { ...refusal.details, code: refusal.code },
  });
}

/**
 * graphql-js repeats an invalid variable in its message, with everything in it. Where that may be the password of an
 * exclusive grant, only the name of the variable and the reason are left. Any other error is returned as it is.
 */
export function withoutPasswords(error: unknown): unknown {
  if (!(error instanceof GraphQLError)) return error;
  const [, variable] = /^Variable "\$(\w+)" got invalid value /.exec(error.message) ?? [];
  if (variable === undefined || !/exclusive|password/.test(error.message)) return error;
  const reason = error.message.slice(error.message.lastIndexOf('; ') + 2);
  const isOfValue = /^\w+ cannot represent/.test(reason);
  const why = isOfValue ? 'a member of `exclusive` is not a string.' : reason;
  const { nodes = null, extensions } = error;
  return new GraphQLError(`Variable "$${variable}" got an invalid value: ${why}`, { nodes, extensions });
}
