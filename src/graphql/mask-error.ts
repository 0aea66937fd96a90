import { GraphQLError, isValueNode, print } from 'graphql';
import { maskError as maskUnexpected, type Plugin } from 'graphql-yoga';
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
 * graphql-js repeats an invalid value in its message, with everything in it. Where that may be the password of an
 * exclusive grant, only the reason is left. Any other error is returned as it is.
 */
export function withoutPasswords<E>(error: E): E | GraphQLError {
  if (!(error instanceof GraphQLError)) return error;
  const [, variable] = /^Variable "\$(\w+)" got invalid value /.exec(error.message) ?? [];
  if (variable !== undefined) return withoutVariable(error, variable);
  const { nodes = [], extensions, source, positions } = error;
  if (!source || !MAY_HAVE_PASSWORD.test(source.body)) return error;
  const repeated = (nodes ?? []).filter(isValueNode).map(print);
  const message = repeated
    .reduce((text, value) => text.replace(value, '…'), error.message)
    .replace(/^(Syntax Error: .*(?:String|BlockString)) ".*"/s, '$1');
  return message === error.message ? error : new GraphQLError(message, { source, positions, extensions });
}

const MAY_HAVE_PASSWORD = /exclusive|password/;

function withoutVariable(error: GraphQLError, variable: string): GraphQLError {
  if (!MAY_HAVE_PASSWORD.test(error.message)) return error;
  const reason = error.message.slice(error.message.lastIndexOf('; ') + 2);
  const isOfValue = /^\w+ cannot represent/.test(reason);
  const why = isOfValue ? 'a member of `exclusive` is not a string.' : reason;
  const { nodes = null, extensions } = error;
  return new GraphQLError(`Variable "$${variable}" got an invalid value: ${why}`, { nodes, extensions });
}

/** The same of the errors in a document, on every transport. */
export function usePasswordMask(): Plugin {
  return {
    onParse:
      () =>
      ({ result, replaceParseResult }) => {
        if (result instanceof Error) replaceParseResult(withoutPasswords(result));
      },
    onValidate:
      () =>
      ({ result, setResult }) => {
        if (Array.isArray(result) && result.length > 0) setResult(result.map(withoutPasswords));
      },
  };
}

/** The code of an error that clients get, before it is masked. @param usual of an error of graphql-js */
export function codeOf(error: unknown, usual: string): string {
  const refusal = refusalIn(error);
  if (refusal) return refusal.code;
  if (!(error instanceof GraphQLError)) return 'INTERNAL_SERVER_ERROR';
  const { code } = error.extensions;
  if (typeof code === 'string') return code;
  return error.originalError ? 'INTERNAL_SERVER_ERROR' : usual;
}
