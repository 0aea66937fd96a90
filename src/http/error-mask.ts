import { GraphQLError } from 'graphql';
import { maskError, refusalIn, withoutPasswords } from '../graphql/mask-error.js';
import { endOfTurn } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import { type RequestTrace, requestFields } from '../lib/request-trace.js';
import { shortened } from '../lib/shortened.js';

/** Maximum length of a message. */
const MAX_MESSAGE = 2000;

/**
 * Converts every error to one that the client may see, and logs it at the end of the turn: errors of the client as info,
 * all others as errors of the server.
 */
export interface ErrorMask {
  /** @param message replaces the message of an unexpected error */
  mask(error: unknown, message: string): GraphQLError;
  /**
   * The masked errors are the answer to this request: their lines in the log belong to it, and its span has failed. The
   * functions that yoga masks errors with do not know the request. Errors in the events of a subscription have none, as
   * several clients share them.
   */
  answered(request: RequestTrace, errors: readonly Error[]): void;
}

/** What is logged about an error. */
interface Line {
  readonly level: 'info' | 'error';
  readonly fields: object;
  readonly message: string;
  request?: RequestTrace;
}

export function createErrorMask(logger: Logger, { bodyBytes }: { readonly bodyBytes: number }): ErrorMask {
  /** Lines to be written, by the masked error. */
  const lines = new WeakMap<Error, Line>();

  async function write(line: Line): Promise<void> {
    await endOfTurn();
    logger[line.level]({ ...line.fields, ...requestFields(line.request) }, line.message);
  }

  return {
    mask(given, message) {
      const error = withoutPasswords(given);
      const badRequest = badRequestIn(error, bodyBytes);
      const shown = badRequest ?? maskError(error, message);
      const masked = complete(shown instanceof GraphQLError ? shown : new GraphQLError(shown.message));
      const line = badRequest ? refusedLine(badRequest) : lineOf(error, shown);
      if (line) {
        lines.set(masked, line);
        void write(line);
      }
      return masked;
    },
    answered(request, errors) {
      for (const error of errors) {
        const line = lines.get(error);
        if (line) line.request = request;
      }
      if (errors[0]) request.span.fail(errors[0].message);
    },
  };
}

const refusedLine = ({ extensions, message }: GraphQLError): Line => ({
  level: 'info',
  fields: { code: extensions['code'] },
  message,
});

/** Null for an error of graphql-js, which the client sees as it is. */
function lineOf(error: unknown, shown: Error): Line | null {
  const refusal = refusalIn(error);
  if (refusal) return { level: 'info', fields: { code: refusal.code }, message: refusal.message };
  if (shown === error) return null;
  return { level: 'error', fields: { err: error }, message: 'a request failed unexpectedly' };
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
