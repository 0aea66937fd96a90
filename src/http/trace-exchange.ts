import type { IncomingMessage, ServerResponse } from 'node:http';
import { beginRequest, type RequestTrace } from '../lib/request-trace.js';
import { contextOf } from '../lib/tracing.js';
import { requestIdOf } from './request-id.js';
import type { Route } from './routes.js';

/** Begins the span of a request over HTTP, which ends with its response. */
export function traceExchange(
  { path }: Pick<Route, 'path'>,
  request: IncomingMessage,
  response: ServerResponse,
): RequestTrace {
  const { method = '', headers } = request;
  const trace = beginRequest(
    `${method} ${path}`,
    { 'http.request.method': method, 'http.route': path },
    { id: requestIdOf(request), parent: contextOf(headers) },
  );
  const { span } = trace;
  response.once('close', () => {
    span.set({ 'http.response.status_code': response.statusCode });
    if (response.statusCode >= 500) span.fail(`HTTP status ${response.statusCode}`);
    span.end();
  });
  return trace;
}
