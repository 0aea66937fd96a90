import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { silentLogger } from '../../src/lib/logger.js';
import type { OcsClient } from '../../src/ocs/client.js';
import { type EncodedSession, sessionData } from '../../src/ocs/protocol.js';
import {
  createPysmurfController,
  type PysmurfController,
  type PysmurfControllerOptions,
} from '../../src/simulator/pysmurf-controller/controller.js';
import { connect, connectClient, startRouter } from '../ocs/harness.js';

/** A simulated agent on a router of its own, and a client to ask it. */
export interface Setting {
  readonly controller: PysmurfController;
  readonly client: OcsClient;
  readonly address: string;
  /** Starts an operation and resolves to its session when it is done. */
  run(operation: string, params?: object): Promise<EncodedSession>;
  /** Starts an operation and does not wait. */
  start(operation: string, params?: object): Promise<void>;
  /** The session of an operation when it is done. */
  end(operation: string): Promise<EncodedSession>;
  /** Session data of check_state, once it meets the condition. */
  state(condition: (data: Readonly<Record<string, unknown>>) => boolean): Promise<Record<string, unknown>>;
}

/** Everything is over in milliseconds, unless another time scale is given. */
export async function startController(
  t: TestContext,
  options: Partial<PysmurfControllerOptions> = {},
): Promise<Setting> {
  const router = await startRouter(t);
  const controller = createPysmurfController({
    connection: await connect(t, router),
    addressRoot: 'observatory',
    instanceId: 'pysmurf-controller-s2',
    slot: 2,
    streamId: 'ufm_mv12',
    seed: 1,
    timeScale: 1e-4,
    pollInterval: 0.02,
    logger: silentLogger,
    ...options,
  });
  t.after(() => controller.close());
  await controller.registered;
  const client = await connectClient(t, router);
  const { address } = controller;

  async function start(operation: string, params: object = {}): Promise<void> {
    const { code, message } = await client.start(address, operation, params);
    assert.equal(code, 0, message);
  }

  async function end(operation: string): Promise<EncodedSession> {
    const { code, message, session } = await client.wait(address, operation, 10);
    assert.equal(code, 0, message);
    assert.ok(session, `${operation} has no session`);
    return session;
  }

  return {
    controller,
    client,
    address,
    start,
    end,
    async run(operation, params) {
      await start(operation, params);
      return await end(operation);
    },
    async state(condition) {
      const deadline = Date.now() + 10_000;
      for (;;) {
        const { session } = await client.status(address, 'check_state');
        const data = session ? sessionData(session) : {};
        if (condition(data)) return { ...data };
        assert.ok(
          Date.now() < deadline,
          `check_state did not get there: ${JSON.stringify(data).slice(-300)}`,
        );
      }
    },
  };
}

/** What the operation said last. */
export function outcomeOf(session: EncodedSession): readonly [success: boolean | null, message: string] {
  return [session.success, session.messages.at(-2)?.[1] ?? ''];
}
