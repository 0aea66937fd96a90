import { once } from 'node:events';
import { silentLogger } from '../../src/lib/logger.js';
import { createAgent } from '../../src/ocs/agent/agent.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import { ADDRESS_ROOT, REALM } from '../lib/network.js';
import { watchedConnection } from '../lib/watched-connection.js';
import { answerLines } from '../lib/worker.js';
import { OPERATION } from './updates.js';

/**
 * Slots with one session each, whose data are different whenever the server reads their status, which it does once a
 * second. get_api, which the server asks once a minute, contains the data as they were last read: the server may merge
 * two answers that come at the same moment to one update. In a worker: `node agents.js URL SLOTS BYTES`. To any request
 * it answers how many times data were read, of all slots.
 */
const [url = '', slots = '', bytes = ''] = process.argv.slice(2);
/** About what a number takes as JSON. */
const BYTES_OF_A_NUMBER = 10;

/** As the results of a measurement: a number for each channel. */
const channels = Array.from(
  { length: Number(bytes) / BYTES_OF_A_NUMBER },
  (_, channel) => 100 + (channel % 900) + 0.12345,
);
let reads = 0;

await Promise.all(
  Array.from({ length: Number(slots) }, async (_, slot) => {
    let [asked, read] = ['', 0];
    const observer = {
      onCall(action: string) {
        asked = action;
      },
      onHeartbeat() {},
    };
    const agent = createAgent({
      connection: watchedConnection(createWampConnection({ url, realm: REALM }), observer),
      addressRoot: ADDRESS_ROOT,
      instanceId: `pysmurf-controller-s${slot}`,
      agentClass: 'PysmurfController',
      logger: silentLogger,
    });
    agent.registerProcess(OPERATION, {
      docstring: `${OPERATION}()`,
      startup: {},
      async run(session) {
        session.liveData = () => {
          if (asked !== 'get_api') {
            reads += 1;
            read = reads;
          }
          return { channels, n: read };
        };
        await once(session.stopRequested, 'abort');
        return [true, 'stopped'];
      },
    });
    agent.open();
    await agent.registered;
  }),
);

await answerLines(() => reads);
