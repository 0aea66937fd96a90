import type { TestContext } from 'node:test';
import { type Core, createCore } from '../../src/core/core.js';
import { silentLogger } from '../../src/lib/logger.js';
import { startSimulatedNetwork } from '../../src/simulator/network.js';
import { createMemoryRunStore } from '../../src/storage/memory-run-store.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import { type Call, recorded } from '../core/observatory.js';
import { until } from '../until.js';

/** A core on a simulated network, in real time, and the number of its calls to agents. */
export interface CountedCore {
  readonly core: Core;
  readonly calls: readonly Call[];
  count(action: string, operation: string): number;
}

export async function startCountedCore(t: TestContext, slots: number): Promise<CountedCore> {
  const logger = silentLogger;
  const network = await startSimulatedNetwork({ slots, seed: 1, timeScale: 0.01, pollInterval: 1, logger });
  const { url, realm, addressRoot } = network;
  const connection = createWampConnection({ url, realm });
  const calls: Call[] = [];
  const core = createCore({
    connection: recorded(connection, calls),
    place: { url, realm, addressRoot, site: null },
    expireTimeMs: 20_000,
    timeoutFor: () => 3600,
    patience: { lostSeconds: 60, holdSeconds: 60 },
    store: createMemoryRunStore(),
    logger,
  });
  t.after(async () => {
    core.close();
    await connection.close();
    await network.close();
  });
  await until(
    () =>
      core.registry.scan.isDone && core.registry.slots.every(({ streamIdConfirmed }) => streamIdConfirmed),
    'the core knows every slot',
  );
  return {
    core,
    calls,
    count: (action, operation) =>
      calls.filter((call) => call.action === action && call.operation === operation).length,
  };
}
