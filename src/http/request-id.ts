import type { IncomingMessage } from 'node:http';
import { newRequestId } from '../lib/request-trace.js';

/** A proxy or a client may give a request an id; the answer has the id of the request. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** A UUID, the `$request_id` of nginx and the like. It is written into the log: anything else may be a token or a password. */
const FIT = /^[\da-f-]{8,64}$/i;

const ids = new WeakMap<IncomingMessage, string>();

/** The id of the request: that of the client, if it is fit for the log, otherwise a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const known = ids.get(request);
  if (known !== undefined) return known;
  const given = request.headers[REQUEST_ID_HEADER];
  const id = typeof given === 'string' && FIT.test(given) ? given : newRequestId();
  ids.set(request, id);
  return id;
}
