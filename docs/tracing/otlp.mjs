// Sends the spans of MultiSmurf to a collector, with OTLP over HTTP. See docs/tracing.md.
import { isMainThread } from 'node:worker_threads';
import { NodeSDK } from '@opentelemetry/sdk-node';

// Node loads this file in each thread, but only the main thread has spans.
if (isMainThread) {
  process.env.OTEL_SERVICE_NAME ??= 'multismurf';
  process.env.OTEL_TRACES_EXPORTER ??= 'otlp';
  process.env.OTEL_METRICS_EXPORTER ??= 'none';
  process.env.OTEL_LOGS_EXPORTER ??= 'none';
  // The default address is http://localhost:4318; OTEL_EXPORTER_OTLP_ENDPOINT sets another one.
  // MultiSmurf passes the context on itself. On Node 20, a context manager makes every promise slower. Remove this if you
  // add instrumentations, which need one.
  new NodeSDK({ contextManager: null }).start();
}
