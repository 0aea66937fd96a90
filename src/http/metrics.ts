import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Metrics } from '../metrics/metrics.js';
import { refuse } from './refusal.js';

/** Answers `/metrics` in the text format of Prometheus. */
export async function answerMetrics(
  metrics: Pick<Metrics, 'text' | 'contentType'>,
  { method }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (method !== 'GET') {
    return refuse(response, { code: 'METHOD_NOT_ALLOWED', message: 'Metrics are read with GET.' });
  }
  const text = await metrics.text();
  response.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' });
  response.end(text);
}
