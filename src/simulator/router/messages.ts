/** Codes of the WAMP messages that a router sends or takes (WAMP specification, "Message Codes"). */
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

/** The end of a message: nothing, `[args]` or `[args, kwargs]`. It is passed on as it came, never unpacked. */
export type Payload = readonly unknown[];

export type Hello = { readonly code: 1; readonly realm: string; readonly details: Dict };
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
  readonly options: Dict;
  readonly topic: string;
  readonly payload: Payload;
};
export type Subscribe = {
  readonly code: 32;
  readonly request: number;
  readonly options: Dict;
  readonly topic: string;
};
export type Unsubscribe = { readonly code: 34; readonly request: number; readonly subscription: number };
export type Call = {
  readonly code: 48;
  readonly request: number;
  readonly procedure: string;
  readonly payload: Payload;
};
export type Cancel = { readonly code: 49; readonly request: number; readonly options: Dict };
export type Register = {
  readonly code: 64;
  readonly request: number;
  readonly options: Dict;
  readonly procedure: string;
};
export type Unregister = { readonly code: 66; readonly request: number; readonly registration: number };
export type Yield = { readonly code: 70; readonly request: number; readonly payload: Payload };

/** What a client may send. */
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

/** A client broke the protocol: its link ends, nobody else's does. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

export function isDict(value: unknown): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

/** Reads one decoded frame; throws {@link ProtocolError} where it is not a message that a client may send. */
export function parseMessage(frame: unknown): ClientMessage {
  if (!Array.isArray(frame)) {
    throw new ProtocolError(
      `a WAMP message is a list, this frame is ${frame === null ? 'null' : typeof frame}`,
    );
  }
  const code: unknown = frame[0];
  switch (code) {
    case CODE.HELLO:
      return { code, realm: text(frame, 1), details: dict(frame, 2) };
    case CODE.ABORT:
    case CODE.GOODBYE:
      return { code };
    case CODE.ERROR:
      if (frame[1] !== CODE.INVOCATION) {
        throw new ProtocolError(
          `ERROR from a client answers an INVOCATION (68), this one answers ${frame[1]}`,
        );
      }
      return { code, request: id(frame, 2), error: text(frame, 4), payload: payload(frame, 5) };
    case CODE.PUBLISH:
      return {
        code,
        request: id(frame, 1),
        options: dict(frame, 2),
        topic: text(frame, 3),
        payload: payload(frame, 4),
      };
    case CODE.SUBSCRIBE:
      return { code, request: id(frame, 1), options: dict(frame, 2), topic: text(frame, 3) };
    case CODE.UNSUBSCRIBE:
      return { code, request: id(frame, 1), subscription: id(frame, 2) };
    case CODE.CALL:
      return { code, request: id(frame, 1), procedure: text(frame, 3), payload: payload(frame, 4) };
    case CODE.CANCEL:
      return { code, request: id(frame, 1), options: dict(frame, 2) };
    case CODE.REGISTER:
      return { code, request: id(frame, 1), options: dict(frame, 2), procedure: text(frame, 3) };
    case CODE.UNREGISTER:
      return { code, request: id(frame, 1), registration: id(frame, 2) };
    case CODE.YIELD:
      return { code, request: id(frame, 1), payload: payload(frame, 3) };
    default:
      throw new ProtocolError(`${JSON.stringify(code)} is not the code of a message that a client may send`);
  }
}

function id(frame: readonly unknown[], index: number): number {
  const value = frame[index];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) {
    return value;
  }
  throw unfit(frame, index, 'an id');
}

function text(frame: readonly unknown[], index: number): string {
  const value = frame[index];
  if (typeof value === 'string') {
    return value;
  }
  throw unfit(frame, index, 'a string');
}

function dict(frame: readonly unknown[], index: number): Dict {
  const value = frame[index];
  if (isDict(value)) {
    return value;
  }
  throw unfit(frame, index, 'a dictionary');
}

function payload(frame: readonly unknown[], index: number): Payload {
  const args = frame[index] ?? [];
  const kwargs = frame[index + 1] ?? {};
  if (!Array.isArray(args)) {
    throw unfit(frame, index, 'a list of arguments');
  }
  if (!isDict(kwargs)) {
    throw unfit(frame, index + 1, 'a dictionary of arguments');
  }
  return frame.slice(index);
}

function unfit(frame: readonly unknown[], index: number, wanted: string): ProtocolError {
  return new ProtocolError(
    `element ${index} of message ${frame[0]} must be ${wanted}, it is ${typeof frame[index]}`,
  );
}
