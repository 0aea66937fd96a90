import { silentLogger } from '../../src/lib/logger.js';
import { createSimulatedSlot, type SimulatedSlot } from '../../src/simulator/slot.js';
import { nameSlots } from '../../src/simulator/slot-names.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import type { WampConnection } from '../../src/wamp/types.js';
import { ADDRESS_ROOT, REALM } from './network.js';
import { answerLines } from './worker.js';

/**
 * Simulated slots, in a worker: `node slots-worker.js URL SLOTS`. The requests are: start the slots and run some
 * operations on each, and count the calls that the agents have got.
 */
export type Request = { readonly start: readonly string[] } | { readonly calls: true };

/** The operations take almost no time. */
const TIME_SCALE = 0.00001;
/** With more slots that start at once, the router would be busy for too long to answer the first. */
const AT_ONCE = 50;

const [url = '', count = ''] = process.argv.slice(2);
const own = createWampConnection({ url, realm: REALM });
let calls = 0;

/** A connection that counts the calls of others. */
function counted(connection: WampConnection): WampConnection {
  return {
    ...connection,
    get link() {
      return connection.link;
    },
    register: (procedure, handler, onChange) =>
      connection.register(
        procedure,
        (...call) => {
          calls += 1;
          return handler(...call);
        },
        onChange,
      ),
  };
}

async function start(slot: SimulatedSlot, operations: readonly string[]): Promise<void> {
  await slot.registered();
  for (const operation of operations) {
    const params = operation === 'set_biases' ? { bias: 0 } : {};
    await own.call(`${slot.address}.ops`, ['start', operation, params, null], { timeoutMs: 60_000 });
    await slot.session(operation)?.ended;
  }
}

await answerLines<Request>(async (request) => {
  if ('calls' in request) return calls;
  const names = [...nameSlots({ slots: Number(count) })];
  while (names.length > 0) {
    const slots = names.splice(0, AT_ONCE).map((name) =>
      createSimulatedSlot({
        ...name,
        connect: () => counted(createWampConnection({ url, realm: REALM })),
        addressRoot: ADDRESS_ROOT,
        seed: 1,
        timeScale: TIME_SCALE,
        logger: silentLogger,
      }),
    );
    await Promise.all(slots.map((slot) => start(slot, request.start)));
  }
  return null;
});
