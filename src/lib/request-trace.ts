import { randomUUID } from 'node:crypto';
import { SpanKind } from '@opentelemetry/api';
import { type Attributes, type Context, type OpenSpan, openSpan, traceIdOf } from './tracing.js';

/** One request of a client: a request over HTTP, an operation over WebSocket, or a command for our OCS agent. */
export interface RequestTrace {
  /** `requestId` in the log. This is not the id that a client can give to a run. */
  readonly id: string;
  readonly span: OpenSpan;
}

export const newRequestId = (): string => randomUUID();

/**
 * Begins the span of a request. Who begins it must end it.
 * @param parent the context in which the client has sent it. Defaults to none.
 */
export function beginRequest(
  name: string,
  attributes: Attributes,
  { id = newRequestId(), parent }: { readonly id?: string; readonly parent?: Context } = {},
): RequestTrace {
  const span = openSpan(name, {
    kind: SpanKind.SERVER,
    attributes: { ...attributes, 'multismurf.request.id': id },
    ...(parent && { parent }),
  });
  return { id, span };
}

/** The fields that every log line of a request has. */
export interface RequestFields {
  readonly requestId?: string;
  readonly trace_id?: string;
}

/** Nothing if there is no request: a run may continue after a restart. */
export function requestFields(request: RequestTrace | undefined): RequestFields {
  if (!request) return {};
  const traceId = traceIdOf(request.span.context);
  return traceId === undefined ? { requestId: request.id } : { requestId: request.id, trace_id: traceId };
}
