import { GraphQLError } from 'graphql';
import { maskError, refusalIn } from '../graphql/mask-error.js';
import type { Logger } from '../lib/logger.js';
import { shortened } from '../lib/shortened.js';

const MAX_MESSAGE = 2000;

/** What the client may see of an error; `message` replaces what it may not see. */
export type ErrorMask = (error: unknown, message: string) => GraphQLError;

/**
 * Turns every error into what the client may see, and logs it: errors of the client as information, all others
 * as failures of ours.
 */
export function createErrorMask(logger: Logger, { bodyBytes }: { readonly bodyBytes: number }): ErrorMask {
  return (error, message) => {
    const badRequest = badRequestIn(error, bodyBytes);
    const shown = badRequest ?? maskError(error, message);
    const refusal = refusalIn(error);
    if (badRequest) logger.info({ code: badRequest.extensions['code'] }, badRequest.message);
    else if (refusal) logger.info({ code: refusal.code }, refusal.message);
    else if (shown !== error) logger.error({ err: error }, 'a request failed unexpectedly');
    return complete(shown instanceof GraphQLError ? shown : new GraphQLError(shown.message));
  };
}

/**
 * graphql-js gives no code to what it says itself of a request, as that a variable is missing, and repeats names of
 * any length.
 */
function complete(error: GraphQLError): GraphQLError {
  error.extensions['code'] ??= 'BAD_USER_INPUT';
  error.message = shortened(error.message, MAX_MESSAGE);
  return error;
}

/** The error to return for a request that cannot be read; null if the error has another cause. */
function badRequestIn(error: unknown, bodyBytes: number): GraphQLError | null {
  // GraphQL parses and validates recursively.
  if (error instanceof RangeError && error.message.includes('call stack')) {
    return badRequest('The document is nested too deeply.');
  }
  // The client went away while it sent the body: nobody reads the answer, and it is no failure of ours.
  if (
    error instanceof Error &&
    error.message === 'aborted' &&
    'code' in error &&
    error.code === 'ECONNRESET'
  ) {
    return badRequest('The request ended before its body did.');
  }
  // Errors of resolvers come wrapped in a GraphQLError: this one is from the parameters of a GET request.
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
