import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { isUri } from '../lib/wamp-uri.js';
import { decodeJson, encodeJson } from './codec.js';
import { CODE, isDict, type Payload, payloadOf } from './messages.js';
import { type Peer, randomId } from './peer.js';
import type { Realm } from './realm.js';

const MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * Calls procedures for HTTP clients, as Crossbar's "caller" web service does for `OCSClient`. The answer to a POST of
 * `{"procedure", "args", "kwargs"}` is `{"args": [...]}`, or `{"error", "args", "kwargs"}` for an error of the callee,
 * both with status 200. Invalid requests get a status of 400 or above.
 */
export function createHttpBridge(path: string, realm: Realm): RequestListener {
  return (request, response) => {
    if (request.url?.split('?')[0] !== path) {
      deny(response, 404, `only ${path} is served`);
    } else if (request.method !== 'POST' && request.method !== 'PUT') {
      deny(response, 405, `${request.method} is not accepted; use POST`);
    } else if (!/^(application\/json\s*(;|$)|$)/i.test(request.headers['content-type'] ?? '')) {
      deny(response, 400, `content type must be application/json, not ${request.headers['content-type']}`);
    } else {
      readBody(request, response, (body) => call(realm, body, response));
    }
  };
}

function readBody(request: IncomingMessage, response: ServerResponse, use: (body: string) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) {
      chunks.push(chunk);
    } else {
      chunks.length = 0;
    }
  });
  request.on('end', () => {
    if (size > MAX_BODY_BYTES) {
      deny(response, 413, `the body has ${size} bytes; at most ${MAX_BODY_BYTES} are accepted`);
    } else {
      use(Buffer.concat(chunks).toString('utf8'));
    }
  });
  request.on('error', () => response.destroy());
}

function call(realm: Realm, body: string, response: ServerResponse): void {
  let event: unknown;
  try {
    event = decodeJson(body);
  } catch {
    deny(response, 400, 'the body is not JSON');
    return;
  }
  if (!isDict(event) || !('procedure' in event)) {
    deny(response, 400, 'the body must be an object with the key "procedure"');
    return;
  }
  const { procedure } = event;
  const args = event['args'] || [];
  const kwargs = event['kwargs'] || {};
  if (typeof procedure !== 'string' || !isUri(procedure) || !Array.isArray(args) || !isDict(kwargs)) {
    deny(response, 500, '"procedure" must be a URI, "args" a list and "kwargs" an object');
    return;
  }
  const caller: Peer = { id: randomId(), interruptible: false, send: (message) => answer(response, message) };
  // As in Crossbar, the call is not canceled if the HTTP client disconnects.
  realm.receive(caller, { code: CODE.CALL, request: 1, procedure, payload: payloadOf(args, kwargs) });
}

/** Writes the RESULT or ERROR of the dealer. */
function answer(response: ServerResponse, message: readonly unknown[]): void {
  if (message[0] === CODE.ERROR) {
    const [error, args = [], kwargs = {}] = message.slice(4);
    reply(response, 200, { error, args: args ?? [], kwargs: kwargs ?? {} });
  } else {
    reply(response, 200, result(message.slice(3)));
  }
}

/** A result without arguments becomes one null. A result with only keyword arguments has no `args`. */
function result([args, kwargs]: Payload): object {
  const some = Array.isArray(args) && args.length > 0;
  if (isDict(kwargs) && Object.keys(kwargs).length > 0) {
    return some ? { args, kwargs } : { kwargs };
  }
  return { args: some ? args : [null] };
}

function deny(response: ServerResponse, status: number, error: string): void {
  reply(response, status, { error, args: [], kwargs: {} });
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=UTF-8',
    'cache-control': 'no-store',
  });
  response.end(encodeJson(body));
}
