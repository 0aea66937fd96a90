import { GraphQLError } from 'graphql';
import { maskError as maskUnexpected } from 'graphql-yoga';
import { RequestError } from '../manager/errors.js';

/**
 * Refused requests reach the caller with their code and what puts them right. Everything unexpected is masked,
 * since it may tell what is nobody's business; yoga logs it.
 */
export function maskError(error: unknown, message: string): Error {
  const original = error instanceof GraphQLError ? error.originalError : error;
  if (!(original instanceof RequestError)) return maskUnexpected(error, message, false);
  const { code, details } = original;
  return new GraphQLError(original.message, {
    ...(error instanceof GraphQLError && { nodes: error.nodes ?? null, path: error.path ?? null }),
    extensions: { ...details, code },
  });
}
