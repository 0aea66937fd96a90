import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { silentLogger } from '../../src/lib/logger.js';
import { parseAccessPolicy } from '../../src/ocs/access/policy.js';
import { startSimulatedNetwork } from '../../src/simulator/network.js';

/**
 * A program: simulated slots, their router, and a bare HTTP server that is never attacked. Its answers show how long the
 * machine itself takes at the moment.
 */
const network = await startSimulatedNetwork({
  ...{ slots: 2, seed: 1, timeScale: 0.01, logger: silentLogger },
  accessPolicy: parseAccessPolicy(process.argv[2] ?? 'none'),
});
const bare = createServer((_request, response) => response.end('{}')).listen(0, '127.0.0.1');
await once(bare, 'listening');
const { port } = bare.address() as AddressInfo;
process.stdout.write(`router ${network.url} ${network.httpUrl} bare http://127.0.0.1:${port}/\n`);
