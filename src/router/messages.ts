import type { Match } from './uri.js';

/** Codes of the WAMP messages that a router sends or receives (WAMP specification, "Message Codes"). */
export const CODE = {
  HELLO: 1,
  WELCOME: 2,
  ABORT: 3,
  GOODBYE: 6,
  ERROR: 8,
  PUBLISH: 16,
  PUBLISHED: 17,
  SUBSCRIBE: 32,
  SUBSCRIBED: 33,
  UNSUBSCRIBE: 34,
  UNSUBSCRIBED: 35,
  EVENT: 36,
  CALL: 48,
  CANCEL: 49,
  RESULT: 50,
  REGISTER: 64,
  REGISTERED: 65,
  UNREGISTER: 66,
  UNREGISTERED: 67,
  INVOCATION: 68,
  INTERRUPT: 69,
  YIELD: 70,
} as const;

export type Dict = Readonly<Record<string, unknown>>;

/** The end of a message: nothing, `[args]` or `[args, kwargs]`. The router does not read it. */
export type Payload = readonly unknown[];

export type Hello = { readonly code: 1; readonly realm: string; readonly roles: Dict };
export type Abort = { readonly code: 3 };
export type Goodbye = { readonly code: 6 };
export type InvocationError = {
  readonly code: 8;
  readonly request: number;
  readonly error: string;
  readonly payload: Payload;
};
export type Publish = {
  readonly code: 16;
  readonly request: number;
  readonly acknowledge: boolean;
  readonly excludeMe: boolean;
  readonly topic: string;
  readonly payload: Payload;
};
export type Subscribe = {
  readonly code: 32;
  readonly request: number;
  readonly match: Match;
  readonly topic: string;
};
export type Unsubscribe = { readonly code: 34; readonly request: number; readonly subscription: number };
export type Call = {
  readonly code: 48;
  readonly request: number;
  readonly procedure: string;
  readonly payload: Payload;
};
export type CancelMode = 'skip' | 'kill' | 'killnowait';
export type Cancel = { readonly code: 49; readonly request: number; readonly mode: CancelMode };
export type Register = {
  readonly code: 64;
  readonly request: number;
  readonly match: Match;
  readonly invoke: string;
  readonly forceReregister: boolean;
  readonly procedure: string;
};
export type Unregister = { readonly code: 66; readonly request: number; readonly registration: number };
export type Yield = { readonly code: 70; readonly request: number; readonly payload: Payload };

/** A message that a client may send. */
export type ClientMessage =
  | Hello
  | Abort
  | Goodbye
  | InvocationError
  | Publish
  | Subscribe
  | Unsubscribe
  | Call
  | Cancel
  | Register
  | Unregister
  | Yield;

/** A client violated the protocol. Only its own connection is closed. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

export function isDict(value: unknown): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

/** The end of a message with these arguments. As in Crossbar, empty ones are left out. */
export function payloadOf(args: readonly unknown[], kwargs: Dict): Payload {
  if (Object.keys(kwargs).length > 0) {
    return [args, kwargs];
  }
  return args.length > 0 ? [args] : [];
}
