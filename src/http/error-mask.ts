import { GraphQLError } from 'graphql';
import { maskError, refusalIn, withoutPasswords } from '../graphql/mask-error.js';
import type { Logger } from '../lib/logger.js';
import { shortened } from '../lib/shortened.js';

/** Maximum length of a message. */
const MAX_MESSAGE = 2000;

/** The error that the client may see; `message` replaces the message of an unexpected error. */
export type ErrorMask = (error: unknown, message: string) => GraphQLError;

/**
 * Converts every error to one that the client may see, and logs it: errors of the client as info, all others as
 * errors of the server.
 */
export function createErrorMask(logger: Logger, { bodyBytes }: { readonly bodyBytes: number }): ErrorMask {
  return (given, message) => {
    const error = withoutPasswords(given);
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
 * Adds a code and shortens the message: errors of graphql-js itself, for example a missing variable, have no code and
 * may contain very long names. A mutation by GET has the code of any other wrong method.
 */
function complete(error: GraphQLError): GraphQLError {
  const { http } = error.extensions as { readonly http?: { readonly status?: number } };
  if (http?.status === 405) error.extensions['code'] = 'METHOD_NOT_ALLOWED';
  error.extensions['code'] ??= 'BAD_USER_INPUT';
  error.message = shortened(error.message, MAX_MESSAGE);
  return error;
}

/** The error to return for a request that cannot be read; null if the error has another cause. */
function badRequestIn(error: unknown, bodyBytes: number): GraphQLError | null {
  // graphql-js parses and validates recursively.
  if (error instanceof RangeError && error.message.includes('call stack')) {
    return badRequest('The document is nested too deeply.');
  }
  // The client disconnected while it sent the body: nobody reads the answer, and the server did not fail.
  if (
    error instanceof Error &&
    error.message === 'aborted' &&
    'code' in error &&
    error.code === 'ECONNRESET'
  ) {
    return badRequest('The request ended before the end of its body.');
  }
  // Errors of resolvers are wrapped in a GraphQLError, so this one comes from the parameters of a GET request.
  if (error instanceof SyntaxError) return badRequest('"variables" and "extensions" must be JSON objects.');
  if (error instanceof GraphQLError && error.extensions['code'] === 'REQUEST_ENTITY_TOO_LARGE') {
    return new GraphQLError(`The body of a request may have at most ${bodyBytes} bytes (--max-body-bytes).`, {
      extensions: error.extensions,
    });
  }
  return null;
}

function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } });
}
