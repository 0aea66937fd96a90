import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  type ReadableSpan,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-node';

/** A span in the file of {@link SPANS_FILE}, one JSON object in each line. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parent: string | null;
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** 2 is an error. */
  readonly status: { readonly code: number; readonly message?: string };
  /** In seconds. */
  readonly start: number;
  readonly end: number;
}

/** The environment variable with the path of the file. */
export const SPANS_FILE = 'SPANS_FILE';

const secondsOf = ([seconds, nanoseconds]: readonly [number, number]) => seconds + nanoseconds / 1e9;

function spanOf(span: ReadableSpan): Span {
  const { name, kind, attributes, status, startTime, endTime } = span;
  const { traceId, spanId } = span.spanContext();
  const parent = span.parentSpanContext?.spanId ?? null;
  return {
    ...{ traceId, spanId, parent, name, kind, attributes, status },
    ...{ start: secondsOf(startTime), end: secondsOf(endTime) },
  };
}

/** An SDK for `node --import`, as an operator loads one. It exports only when it is told to, or when it has many spans. */
const path = process.env[SPANS_FILE];
if (isMainThread && path !== undefined) {
  const exporter: SpanExporter = {
    export(spans, done) {
      appendFileSync(path, spans.map((span) => `${JSON.stringify(spanOf(span))}\n`).join(''));
      done({ code: 0 });
    },
    shutdown: async () => {},
  };
  const processor = new BatchSpanProcessor(exporter, { scheduledDelayMillis: 3_600_000 });
  new NodeTracerProvider({ spanProcessors: [processor] }).register();
}
