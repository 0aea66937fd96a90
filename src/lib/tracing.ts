import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  type SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { shortened } from './shortened.js';

export type { Attributes, Context };

/** Maximum length of a text in a span: some come from agents and clients. */
const MAX_TEXT = 500;

/** Without an SDK, which the operator may load, it makes nothing. */
const tracer = trace.getTracer('multismurf');

/** Something that takes time, as the SDK reports it. */
export interface OpenSpan {
  /** The parent of the spans within this one. */
  readonly context: Context;
  set(attributes: Attributes): void;
  /** Marks the span as an error. */
  fail(reason: string): void;
  /** From now on, all three do nothing. */
  end(): void;
}

export interface SpanOptions {
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  /** Defaults to none: the span begins a trace. */
  readonly parent?: Context;
}

/** Begins a span. Without an SDK it costs almost nothing. */
export function openSpan(name: string, { kind, attributes, parent = ROOT_CONTEXT }: SpanOptions): OpenSpan {
  const span = tracer.startSpan(name, { kind, attributes }, parent);
  if (!span.isRecording() && !isSpanContextValid(span.spanContext())) return unrecorded(parent);
  return {
    context: trace.setSpan(parent, span),
    set(more) {
      if (span.isRecording()) span.setAttributes(more);
    },
    fail(reason) {
      if (!span.isRecording()) return;
      span.setStatus({ code: SpanStatusCode.ERROR, message: shortened(reason, MAX_TEXT) });
    },
    end() {
      if (span.isRecording()) span.end();
    },
  };
}

const nothing = () => {};

const unrecorded = (parent: Context): OpenSpan => ({
  context: parent,
  set: nothing,
  fail: nothing,
  end: nothing,
});

/** The context in which a client sends a request: its `traceparent`, unless the SDK has read that itself. */
export function contextOf(headers: object): Context {
  const active = context.active();
  return trace.getSpan(active) ? active : propagation.extract(active, headers);
}

/** The id of the trace; undefined if there is none. */
export function traceIdOf(of: Context): string | undefined {
  const spanContext = trace.getSpanContext(of);
  return spanContext && isSpanContextValid(spanContext) ? spanContext.traceId : undefined;
}

/** Lets the SDK export the spans that it still has, if it can. Never rejects: the SDK reports its failures itself. */
export async function flushSpans(): Promise<void> {
  const provider = trace.getTracerProvider() as { getDelegate?: () => { forceFlush?: () => Promise<void> } };
  await provider
    .getDelegate?.()
    .forceFlush?.()
    .catch(() => {});
}
