import { createYoga, type YogaServerInstance } from 'graphql-yoga';
import { requesterOf } from '../auth/requester.js';
import type { AgentPresence } from '../core/agent-presence.js';
import type { Core } from '../core/core.js';
import { auditOf } from '../graphql/audit-mutations.js';
import type { Context } from '../graphql/context.js';
import { limitsPlugin } from '../graphql/limits.js';
import type { LiveQueues } from '../graphql/live-queues.js';
import { createLoaders } from '../graphql/loaders.js';
import { usePasswordMask } from '../graphql/mask-error.js';
import { schema } from '../graphql/schema.js';
import { useSharedQueries } from '../graphql/shared-queries.js';
import { useSharedResults } from '../graphql/shared-results.js';
import type { StartRate } from '../graphql/start-rate.js';
import type { Logger } from '../lib/logger.js';
import { requestFields } from '../lib/request-trace.js';
import type { Metrics } from '../metrics/metrics.js';
import type { ReadClient } from './client.js';
import { useOperationCounts } from './count-operations.js';
import { createDocumentCaches } from './document-caches.js';
import { type DocumentTurns, useDocumentTurns } from './document-turns.js';
import type { ErrorMask } from './error-mask.js';
import { useEventStreams } from './event-streams.js';
import { GRAPHQL_PATH } from './graphiql.js';
import { useHiddenSchema } from './hidden-schema.js';
import type { HttpLimits } from './limits.js';
import type { RequestContext } from './request-context.js';
import { useServed } from './served.js';
import { useAudit } from './use-audit.js';
import { useTrace } from './use-trace.js';

export type GraphQLHandler = YogaServerInstance<RequestContext, Context>;

export interface GraphQLHandlerOptions {
  readonly core: Core;
  readonly agent: AgentPresence;
  readonly live: LiveQueues;
  readonly readClient: ReadClient;
  readonly errorMask: ErrorMask;
  readonly turns: DocumentTurns;
  readonly metrics: Metrics;
  readonly startRate: StartRate;
  readonly limits: HttpLimits;
  /** Clients cannot read the schema. */
  readonly hidesSchema: boolean;
  /** Aborts when the server begins to stop. */
  readonly closing: AbortSignal;
  readonly logger: Logger;
}

/** Executes GraphQL for all transports, and serves HTTP and SSE itself. */
export function createGraphQLHandler(options: GraphQLHandlerOptions): GraphQLHandler {
  const { core, agent, live, startRate, readClient, errorMask, turns, limits, hidesSchema } = options;
  const { closing, metrics, logger } = options;
  return createYoga<RequestContext, Context>({
    schema,
    graphqlEndpoint: GRAPHQL_PATH,
    graphiql: false,
    landingPage: false,
    cors: false,
    maxRequestBodySize: limits.bodyBytes,
    maskedErrors: { maskError: errorMask.mask },
    parserAndValidationCache: createDocumentCaches(),
    plugins: [
      useAudit(core, readClient),
      limitsPlugin(limits),
      useOperationCounts(metrics),
      useSharedResults(metrics.subscriptions),
      useSharedQueries(),
      ...(hidesSchema ? [useHiddenSchema()] : []),
      useServed(),
      usePasswordMask(),
      useDocumentTurns(turns),
      useEventStreams(closing),
      useTrace(errorMask),
    ],
    logging: {
      debug: (...args) => logger.debug({ args }, 'yoga'),
      info: (...args) => logger.info({ args }, 'yoga'),
      warn: (...args) => logger.warn({ args }, 'yoga'),
      // The error mask has already logged every error.
      error: () => {},
    },
    context: ({ viewer, said, req, trace }) => ({
      core,
      agent,
      loaders: createLoaders(core),
      live,
      startRate,
      audit: auditOf(core, requesterOf(viewer, said.user), readClient(req).address, requestFields(trace)),
      ...{ viewer, trace },
      requester: requesterOf(viewer, said.user),
      password: said.password,
      closing,
    }),
  });
}
