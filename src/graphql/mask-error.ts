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
  if (!refusal) return maskUnexpected(error, message, false);
  return new GraphQLError(refusal.message, {
    ...(error instanceof GraphQLError && { nodes: error.nodes ?? null, path: error.path ?? null }),
    extensions: { ...refusal.details, code: refusal.code },
  });
}
