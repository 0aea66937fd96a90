import { isUri } from '../lib/wamp-uri.js';
import {
  type ClientMessage,
  CODE,
  type Dict,
  isDict,
  type Payload,
  ProtocolError,
  payloadOf,
} from './messages.js';
import { isPattern } from './uri.js';

/**
 * Reads one decoded frame. Throws {@link ProtocolError} if it is not a message that a client may send. It is as strict
 * as Crossbar, which also closes the connection for a malformed procedure or topic.
 */
export function parseMessage(frame: unknown): ClientMessage {
  if (!Array.isArray(frame)) {
    throw new ProtocolError(
      `a WAMP message is a list, this frame is ${frame === null ? 'null' : typeof frame}`,
    );
  }
  const code: unknown = frame[0];
  switch (code) {
    case CODE.HELLO:
      return { code, realm: text(frame, 1), roles: roles(frame) };
    case CODE.ABORT:
    case CODE.GOODBYE:
      return { code };
    case CODE.ERROR:
      return {
        code,
        request: invocation(frame),
        error: uri(frame, 4, isUri),
        payload: payload(frame, 5),
      };
    case CODE.PUBLISH:
      return {
        code,
        request: id(frame, 1),
        acknowledge: option(frame, 'acknowledge', [false, true]),
        excludeMe: option(frame, 'exclude_me', [true, false]),
        topic: uri(frame, 3, isUri),
        payload: payload(frame, 4),
      };
    case CODE.SUBSCRIBE:
      return {
        code,
        request: id(frame, 1),
        match: option(frame, 'match', MATCHES),
        topic: uri(frame, 3, isLoosePattern),
      };
    case CODE.UNSUBSCRIBE:
      return { code, request: id(frame, 1), subscription: id(frame, 2) };
    case CODE.CALL:
      return { code, request: id(frame, 1), procedure: uri(frame, 3, isUri), payload: payload(frame, 4) };
    case CODE.CANCEL:
      return { code, request: id(frame, 1), mode: option(frame, 'mode', CANCEL_MODES) };
    case CODE.REGISTER: {
      const match = option(frame, 'match', MATCHES);
      return {
        code,
        request: id(frame, 1),
        match,
        invoke: option(frame, 'invoke', INVOCATION_POLICIES),
        forceReregister: option(frame, 'force_reregister', [false, true]),
        procedure: uri(frame, 3, (name) => isPattern(name, match)),
      };
    }
    case CODE.UNREGISTER:
      return { code, request: id(frame, 1), registration: id(frame, 2) };
    case CODE.YIELD:
      return { code, request: id(frame, 1), payload: payload(frame, 3) };
    default:
      throw new ProtocolError(`${JSON.stringify(code)} is not the code of a message that a client may send`);
  }
}

// The first of each list is the default.
const MATCHES = ['exact', 'prefix', 'wildcard'] as const;
const CANCEL_MODES = ['killnowait', 'kill', 'skip'] as const;
const INVOCATION_POLICIES = ['single', 'first', 'last', 'roundrobin', 'random'] as const;

const isLoosePattern = (name: string): boolean => isPattern(name, 'wildcard');

function id(frame: readonly unknown[], index: number): number {
  const value = frame[index];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) {
    return value;
  }
  throw unfit(frame, index, 'an id');
}

/** The request that an ERROR is about: only callees send ERROR, about an INVOCATION. */
function invocation(frame: readonly unknown[]): number {
  if (frame[1] !== CODE.INVOCATION) {
    throw unfit(frame, 1, `${CODE.INVOCATION}, the code of INVOCATION`);
  }
  return id(frame, 2);
}

function text(frame: readonly unknown[], index: number): string {
  const value = frame[index];
  if (typeof value === 'string') {
    return value;
  }
  throw unfit(frame, index, 'a string');
}

function uri(frame: readonly unknown[], index: number, isValid: (name: string) => boolean): string {
  const name = text(frame, index);
  if (isValid(name)) {
    return name;
  }
  throw new ProtocolError(`element ${index} of message ${frame[0]} must be a URI, got '${name}'`);
}

function dict(frame: readonly unknown[], index: number): Dict {
  const value = frame[index];
  if (isDict(value)) {
    return value;
  }
  throw unfit(frame, index, 'a dictionary');
}

function roles(frame: readonly unknown[]): Dict {
  const value = dict(frame, 2)['roles'];
  if (isDict(value)) {
    return value;
  }
  throw new ProtocolError(
    `HELLO must name the roles of the client in a dictionary, roles is ${typeof value}`,
  );
}

function option<T>(frame: readonly unknown[], name: string, values: readonly [T, ...T[]]): T {
  const options = dict(frame, 2);
  const given = options[name] ?? values[0];
  const value = values.find((candidate) => candidate === given);
  if (value !== undefined) {
    return value;
  }
  throw new ProtocolError(`option ${name} of message ${frame[0]} must be one of ${values}, it is ${given}`);
}

function payload(frame: readonly unknown[], index: number): Payload {
  const args: unknown = frame[index] ?? [];
  const kwargs: unknown = frame[index + 1] ?? {};
  if (!Array.isArray(args)) {
    throw unfit(frame, index, 'a list of arguments');
  }
  if (!isDict(kwargs)) {
    throw unfit(frame, index + 1, 'a dictionary of arguments');
  }
  return payloadOf(args, kwargs);
}

function unfit(frame: readonly unknown[], index: number, wanted: string): ProtocolError {
  return new ProtocolError(
    `element ${index} of message ${frame[0]} must be ${wanted}, it is ${typeof frame[index]}`,
  );
}
