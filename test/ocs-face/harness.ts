import assert from 'node:assert/strict';
import { createManager, type Manager, type ManagerOptions } from '../../src/core/core.js';
import { createMemoryRunStore } from '../../src/core/run-store.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createOcsClient, type OcsClient } from '../../src/ocs/client.js';
import type { EncodedSession } from '../../src/ocs/protocol.js';
import {
  createMultiSmurfManager,
  type MultiSmurfManager,
  type MultiSmurfManagerOptions,
} from '../../src/ocs-face/multismurf-manager.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import type { WampConnection } from '../../src/wamp/types.js';
import { until } from '../until.js';

export const ADDRESS = 'observatory.multismurf';

/** A test, or whatever else closes things at its end. */
export interface Ends {
  after(close: () => unknown): void;
}

interface Router {
  readonly url: string;
  readonly realm: string;
}

export interface Face {
  readonly connection: WampConnection;
  readonly manager: Manager;
  readonly agent: MultiSmurfManager;
  close(): Promise<void>;
}

export function connect(t: Ends, { url, realm }: Router): WampConnection {
  const connection = createWampConnection({
    url,
    realm,
    retryMs: 100,
    backoff: { initialMs: 50, maxMs: 200 },
  });
  t.after(() => connection.close());
  return connection;
}

/** A server's agent and core, without HTTP; closed after the test. */
export function startFace(
  t: Ends,
  router: Router,
  options: Partial<MultiSmurfManagerOptions> & Pick<Partial<ManagerOptions>, 'passwordFor'> = {},
): Face {
  const { logger = silentLogger, passwordFor, ...rest } = options;
  const connection = connect(t, router);
  const manager = createManager({
    connection,
    place: { url: router.url, realm: router.realm, addressRoot: 'observatory', site: null },
    expireTimeMs: 20_000,
    timeoutFor: () => 60,
    store: createMemoryRunStore(),
    ...(passwordFor && { passwordFor }),
    logger,
  });
  const agent = createMultiSmurfManager({
    manager,
    instanceId: 'multismurf',
    agentClass: 'MultiSmurfManager',
    logger,
    ...rest,
  });
  let closed = false;
  async function close(): Promise<void> {
    if (closed) return;
    closed = true;
    await agent.close();
    manager.close();
    await connection.close();
  }
  t.after(close);
  return { connection, manager, agent, close };
}

/** Resolves when the face answers and knows so many slots by their stream ids. */
export async function ready({ agent, manager: { registry } }: Face, slots: number): Promise<void> {
  await until(() => agent.standing.registered && registry.hasLooked, 'the face answers');
  await until(
    () => registry.instances.length === slots && registry.instances.every((one) => one.streamIdConfirmed),
    'every slot is known',
  );
}

/** Another program on the network. */
export async function connectClient(t: Ends, router: Router): Promise<OcsClient> {
  const connection = connect(t, router);
  await connection.connected();
  return createOcsClient(connection, silentLogger);
}

/** Starts an operation, which is not refused, and waits for its end. */
export async function runToEnd(
  client: OcsClient,
  operation: string,
  params: Readonly<Record<string, unknown>> = {},
): Promise<EncodedSession> {
  const started = await client.start(ADDRESS, operation, params);
  assert.equal(started.code, 0, started.message);
  return await endOf(client, operation);
}

export async function endOf(client: OcsClient, operation: string): Promise<EncodedSession> {
  const { code, message, session } = await client.wait(ADDRESS, operation, 20);
  assert.equal(code, 0, message);
  assert.ok(session);
  return session;
}

/** What a session of ours holds, by stream id. */
export function slotsOf({ data }: EncodedSession): Readonly<Record<string, EncodedSession>> {
  return data as Record<string, EncodedSession>;
}

/** What the operation itself said last. */
export function lastMessage({ messages }: EncodedSession): string {
  return messages.findLast(([, text]) => !text.startsWith('Status is now'))?.[1] ?? '';
}
