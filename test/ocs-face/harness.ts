import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type Core, type CoreOptions, createCore } from '../../src/core/core.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createSecret } from '../../src/lib/secret.js';
import type { OcsClient, StartOptions } from '../../src/ocs/client.js';
import type { AgentApi, EncodedSession, OpsReply } from '../../src/ocs/protocol.js';
import {
  createMultiSmurfManager,
  type MultiSmurfManager,
  type MultiSmurfManagerOptions,
} from '../../src/ocs-face/multismurf-manager.js';
import { createMemoryRunStore } from '../../src/storage/memory-run-store.js';
import type { Observatory } from '../core/observatory.js';
import type { VirtualClock } from '../virtual-clock.js';

export const ADDRESS = 'observatory.multismurf';

/** The tasks of our own, which no slot has. */
export const OWN_TASKS = [
  'acknowledge',
  'annotate_run',
  'cancel_run',
  'in_service',
  'out_of_service',
  'recent_runs',
  'pause_run',
  'resume_run',
  'retry_run',
  'stop_all',
  'stop_operation',
] as const;

/** The environment of our agent: an observatory, or a replacement by a test. */
export interface Site {
  readonly clock: VirtualClock;
  readonly core: Core;
  /** Another program on the network. */
  readonly others: OcsClient;
}

/** Our agent and what another program can do with it; time passes until it answers. */
export interface Face {
  readonly agent: MultiSmurfManager;
  start(operation: string, params?: object, password?: string): Promise<OpsReply>;
  stop(operation: string, password?: string): Promise<OpsReply>;
  abort(operation: string): Promise<OpsReply>;
  status(operation: string): Promise<EncodedSession | null>;
  getApi(): Promise<AgentApi>;
  /** The session when it has ended. */
  end(operation: string): Promise<EncodedSession>;
  /** Starts an operation, which is not rejected, and waits for its end. */
  run(operation: string, params?: object): Promise<EncodedSession>;
  /** The session when a message of it fits. */
  said(operation: string, text: RegExp): Promise<EncodedSession>;
  close(): Promise<void>;
}

/** Starts our agent. Resolves when it has the address or is in standby. */
export async function startFace(
  t: TestContext,
  { clock, core, others }: Site,
  options: Partial<MultiSmurfManagerOptions> = {},
): Promise<Face> {
  const agent = createMultiSmurfManager({
    ...{ core, instanceId: 'multismurf', agentClass: 'MultiSmurfManager', logger: silentLogger },
    ...options,
  });
  let isClosed = false;
  async function close(): Promise<void> {
    if (isClosed) return;
    isClosed = true;
    await clock.settle(agent.close(), 'our agent has left');
  }
  t.after(close);
  await clock.until(() => agent.standing.registered || agent.standing.refusal, 'it answers or stands by');

  const settle = <T>(asked: Promise<T>) => clock.settle(asked, 'an answer of our agent');
  const withPassword = (password?: string): StartOptions =>
    password === undefined ? {} : { password: createSecret(password) };
  async function status(operation: string): Promise<EncodedSession | null> {
    return (await settle(others.status(ADDRESS, operation))).session;
  }
  const end = (operation: string) =>
    clock.until(async () => {
      const session = await status(operation);
      return session?.status === 'done' ? session : null;
    }, `the end of ${operation}`);
  const start = (operation: string, params: object = {}, password?: string) =>
    settle(others.start(ADDRESS, operation, params, withPassword(password)));

  return {
    ...{ agent, start, status, end, close },
    stop: (operation, password) => settle(others.stop(ADDRESS, operation, withPassword(password))),
    abort: (operation) => settle(others.abort(ADDRESS, operation)),
    getApi: () => settle(others.getApi(ADDRESS)),
    async run(operation, params) {
      const { code, message } = await start(operation, params);
      assert.equal(code, 0, message);
      return await end(operation);
    },
    said: (operation, text) =>
      clock.until(async () => {
        const session = await status(operation);
        return session && messagesOf(session).some((message) => text.test(message)) ? session : null;
      }, `${operation} says ${text}`),
  };
}

/** The session data of our agent, by stream id. */
export function slotsOf({ data }: EncodedSession): Readonly<Record<string, EncodedSession>> {
  return data as Record<string, EncodedSession>;
}

/** What the operation itself said. */
export function messagesOf({ messages }: EncodedSession): string[] {
  return messages.map(([, text]) => text).filter((text) => !text.startsWith('Status is now'));
}

export function lastMessage(session: EncodedSession): string {
  return messagesOf(session).at(-1) ?? '';
}

/** A core beside that of an observatory, which it leaves as it is. */
export function secondCore(
  t: TestContext,
  { clock, realm }: Pick<Observatory, 'clock' | 'realm'>,
  options: Partial<CoreOptions> = {},
): Core {
  const connection = realm.connect();
  const core = createCore({
    connection,
    place: { url: 'ws://router', realm: 'test_realm', addressRoot: 'observatory', site: null },
    expireTimeMs: 20_000,
    timeoutFor: () => 600,
    patience: { lostSeconds: 120, holdSeconds: 600 },
    store: createMemoryRunStore(),
    ...{ clock, logger: silentLogger, ...options },
  });
  t.after(async () => {
    core.close();
    await clock.settle(connection.close(), 'its link is closed');
  });
  return core;
}
