import { GraphQLError } from 'graphql';
import { maskError as maskUnexpected } from 'graphql-yoga';
import { RequestError } from '../core/errors.js';

/** The refusal that an error of GraphQL stands for; null if it is something unexpected. */
export function refusalIn(error: unknown): RequestError | null {
  const original = error instanceof GraphQLError ? error.originalError : error;
  return original instanceof RequestError ? original : null;
}

/**
 * Refused requests reach the caller with their code and what puts them right. Everything unexpected is masked,
 * since it may tell what is nobody's business; yoga logs it.
 */
export function maskError(error: unknown, message: string): Error {
  const refusal = refusalIn(error);
  if (!refusal) return maskUnexpected(error, message, false);
  return new GraphQLError(refusal.message, {
    ...(error instanceof GraphQLError && { nodes: error.nodes ?? null, path: error.path ?? null }),
    extensions: { ...refusal.details, code: refusal.code },
  });
}
