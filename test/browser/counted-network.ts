import { silentLogger } from '../../src/lib/logger.js';
import { createRouter } from '../../src/router/router.js';
import type { SimulatedNetwork } from '../../src/simulator/network.js';
import { createSimulatedSlot } from '../../src/simulator/slot.js';
import { nameSlots } from '../../src/simulator/slot-names.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import type { WampConnection } from '../../src/wamp/types.js';

/** Simulated slots whose agents count the calls that arrive. */
export interface CountedNetwork extends SimulatedNetwork {
  /** Number of calls of all agents since the start, over WAMP and over the router's HTTP bridge. */
  readonly calls: number;
}

const ADDRESS_ROOT = 'observatory';

export async function startCountedNetwork(slots: number): Promise<CountedNetwork> {
  const logger = silentLogger;
  const router = await createRouter({ port: 0, addressRoot: ADDRESS_ROOT, logger });
  const { url, httpUrl, realm } = router;
  let calls = 0;

  function counted(connection: WampConnection): WampConnection {
    return {
      ...connection,
      get link() {
        return connection.link;
      },
      register: (procedure, handler, onChange) =>
        connection.register(
          procedure,
          (args, kwargs) => {
            calls += 1;
            return handler(args, kwargs);
          },
          onChange,
        ),
    };
  }

  const controllers = nameSlots({ slots }).map(({ slot, instanceId, streamId }) =>
    createSimulatedSlot({
      ...{ slot, instanceId, streamId, addressRoot: ADDRESS_ROOT, seed: 1, timeScale: 0.01, pollInterval: 1 },
      connect: () => counted(createWampConnection({ url, realm, logger })),
      logger,
    }),
  );
  await Promise.all(controllers.map((slot) => slot.registered()));
  return {
    ...{ url, httpUrl, realm, addressRoot: ADDRESS_ROOT, controllers },
    get calls() {
      return calls;
    },
    async close() {
      await Promise.all(controllers.map((slot) => slot.close()));
      await router.close();
    },
  };
}
