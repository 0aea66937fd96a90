import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../lib/logger.js';
import type { Metrics } from '../metrics/metrics.js';
import { refuse } from './refusal.js';
import { requestIdOf } from './request-id.js';

/** Answers `/metrics` in the text format of Prometheus. */
export function answerMetrics(
  { text, contentType }: Pick<Metrics, 'text' | 'contentType'>,
  request: IncomingMessage,
  response: ServerResponse,
  logger: Logger,
): void {
  if (request.method !== 'GET') {
    refuse(response, { code: 'METHOD_NOT_ALLOWED', message: 'Metrics are read with GET.' });
    return;
  }
  text().then(
    (body) => {
      response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-store' });
      response.end(body);
    },
    (error: unknown) => {
      logger.error({ err: error, requestId: requestIdOf(request) }, 'the metrics could not be read');
      response.destroy();
    },
  );
}
