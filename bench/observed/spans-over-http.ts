import { Agent, request } from 'node:http';
import { isMainThread } from 'node:worker_threads';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  type ReadableSpan,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-node';

/**
 * An SDK for `node --import`, as an operator loads one: it exports the spans in batches, as JSON over HTTP, in the way of
 * OpenTelemetry's exporter, which needs a package with an install script.
 */

/** The environment variable with the URL to which the spans are posted. */
export const SPANS_URL = 'SPANS_URL';

function encoded(span: ReadableSpan) {
  const { name, kind, attributes, status, startTime, endTime, parentSpanContext } = span;
  const { traceId, spanId } = span.spanContext();
  const parentSpanId = parentSpanContext?.spanId;
  return { traceId, spanId, parentSpanId, name, kind, attributes, status, startTime, endTime };
}

const url = process.env[SPANS_URL];
if (isMainThread && url !== undefined) {
  const agent = new Agent({ keepAlive: true });
  const exporter: SpanExporter = {
    export(spans, done) {
      const body = JSON.stringify(spans.map(encoded));
      const headers = { 'content-type': 'application/json' };
      const post = request(url, { method: 'POST', agent, headers }, (response) =>
        response.resume().on('end', () => done({ code: 0 })),
      );
      post.on('error', (error) => done({ code: 1, error })).end(body);
    },
    shutdown: async () => {},
  };
  const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
  // As in docs/tracing/otlp.mjs: MultiSmurf needs no context manager.
  provider.register({ contextManager: null });
}
