import { type ServerResponse, STATUS_CODES } from 'node:http';

const STATUS = {
  BAD_REQUEST: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  STORE_UNAVAILABLE: 503,
  OVERLOADED: 503,
} as const;

/** Why a request is rejected before it reaches GraphQL. */
export interface Refusal {
  readonly code: keyof typeof STATUS;
  /** True if the client may be accepted later, for example with a new token. */
  readonly isTemporary?: boolean;
  readonly message: string;
  /** The methods that are allowed, for METHOD_NOT_ALLOWED. */
  readonly allow?: string;
  /** The page that may read it, although it may not use the server: its origin, and what the server needs to allow it. */
  readonly page?: { readonly origin: string; readonly remedy: string };
}

const GRAPHQL_RESPONSE = 'application/graphql-response+json';

/** The body of the answer to a rejected request, in one line. It has the form of a GraphQL answer. */
export function refusalBody({ code, message }: { readonly code: string; readonly message: string }): string {
  return `${JSON.stringify({ errors: [{ message, extensions: { code } }] })}\n`;
}

/** Such as `403 Forbidden`. */
export const statusLine = ({ code }: Pick<Refusal, 'code'>): string =>
  `${STATUS[code]} ${STATUS_CODES[STATUS[code]]}`;

export function refuse(response: ServerResponse, refusal: Refusal): void {
  const body = refusalBody(refusal);
  // Of another type, Apollo Client shows only the status.
  const isKnown = response.req.headers.accept?.includes(GRAPHQL_RESPONSE) === true;
  response.writeHead(STATUS[refusal.code], {
    'content-type': isKnown ? GRAPHQL_RESPONSE : 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(refusal.code === 'UNAUTHENTICATED' && { 'www-authenticate': 'Bearer' }),
    ...(refusal.code === 'METHOD_NOT_ALLOWED' && { allow: refusal.allow ?? 'GET, POST' }),
  });
  response.end(body);
}
