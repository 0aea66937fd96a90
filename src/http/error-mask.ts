import { GraphQLError } from 'graphql';
import { maskError, refusalIn } from '../graphql/mask-error.js';
import type { Logger } from '../lib/logger.js';

/** The error that the client may see; `message` replaces the message of an unexpected error. */
export type ErrorMask = (error: unknown, message: string) => GraphQLError;

/**
 * Converts every error to one that the client may see, and logs it: errors of the client as info, all others as
 * errors of the server.
 */
export function createErrorMask(logger: Logger, { bodyBytes }: { readonly bodyBytes: number }): ErrorMask {
  return (error, message) => {
    const badRequest = badRequestIn(error, bodyBytes);
    const shown = badRequest ?? maskError(error, message);
    const refusal = refusalIn(error);
    if (badRequest) logger.info({ code: badRequest.extensions['code'] }, badRequest.message);
    else if (refusal) logger.info({ code: refusal.code }, refusal.message);
    else if (shown !== error) logger.error({ err: error }, 'a request failed unexpectedly');
    return shown instanceof GraphQLError ? shown : new GraphQLError(shown.message);
  };
}

/** The error to return for a request that cannot be read; null if the error has another cause. */
function badRequestIn(error: unknown, bodyBytes: number): GraphQLError | null {
  // graphql-js parses and validates recursively.
  if (error instanceof RangeError && error.message.includes('call stack')) {
    return badRequest('The document is nested too deeply.');
  }
  // Errors of resolvers are wrapped in a GraphQLError, so this one comes from the parameters of a GET request.
  if (error instanceof SyntaxError) return badRequest('"variables" and "extensions" must be JSON objects.');
  if (error instanceof GraphQLError && error.extensions['code'] === 'REQUEST_ENTITY_TOO_LARGE') {
    return new GraphQLError(`The body of a request may have at most ${bodyBytes} bytes.`, {
      extensions: error.extensions,
    });
  }
  return null;
}

function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } });
}
