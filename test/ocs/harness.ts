import type { TestContext } from 'node:test';
import { silentLogger } from '../../src/lib/logger.js';
import { type Agent, type AgentOptions, createAgent } from '../../src/ocs/agent/agent.js';
import { createOcsClient, type OcsClient } from '../../src/ocs/client.js';
import type { FeedMessage } from '../../src/ocs/protocol.js';
import { createRouter, type Router } from '../../src/router/router.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import type { WampConnection } from '../../src/wamp/types.js';

/** The embedded router, closed after the test. */
export async function startRouter(t: TestContext): Promise<Router> {
  const router = await createRouter({ port: 0 });
  t.after(() => router.close());
  return router;
}

/** A connection that is up, and closed after the test. */
export async function connect(
  t: TestContext,
  router: Pick<Router, 'url' | 'realm'>,
): Promise<WampConnection> {
  const connection = createWampConnection({ url: router.url, realm: router.realm, retryMs: 20 });
  t.after(() => connection.close());
  await connection.connected();
  return connection;
}

export async function connectClient(
  t: TestContext,
  router: Pick<Router, 'url' | 'realm'>,
): Promise<OcsClient> {
  return createOcsClient(await connect(t, router), silentLogger);
}

/** An agent `observatory.tester` that is not yet open, on a connection of its own; closed after the test. */
export async function makeAgent(
  t: TestContext,
  router: Pick<Router, 'url' | 'realm'>,
  options: Partial<AgentOptions> = {},
): Promise<Agent> {
  const connection = await connect(t, router);
  const agent = createAgent({
    connection,
    addressRoot: 'observatory',
    instanceId: 'tester',
    agentClass: 'TestAgent',
    logger: silentLogger,
    ...options,
  });
  t.after(() => agent.close());
  return agent;
}

/** The next message of a feed that meets the condition; rejects after ten seconds. */
export function nextMessage(
  client: OcsClient,
  address: string,
  feed: string,
  condition: (message: FeedMessage) => boolean = () => true,
): Promise<FeedMessage> {
  return new Promise((resolve, reject) => {
    const bound = setTimeout(() => {
      listening.close();
      reject(new Error(`no such message came on ${address}.feeds.${feed} within ten seconds`));
    }, 10_000);
    const listening = client.onFeed(address, feed, (message) => {
      if (!condition(message)) return;
      clearTimeout(bound);
      listening.close();
      resolve(message);
    });
  });
}
