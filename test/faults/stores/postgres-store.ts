import { setTimeout as sleep } from 'node:timers/promises';
import type { ManagedProcess } from '../../interop/managed-process.js';
import type { Network } from '../../interop/network.js';
import { createCluster } from '../../postgres/cluster.js';
import type { Store } from './store.js';

const START_ATTEMPTS = 20;

/** A PostgreSQL cluster of its own for the network. Its server ends with the network. */
export async function startPostgresStore(network: Pick<Network, 'spawn'>): Promise<Store> {
  const cluster = await createCluster();
  process.on('exit', cluster.remove);
  const server = await network.spawn({
    name: 'postgres',
    ...cluster.command('postgres', ...cluster.serverArgs),
    ready: (started) => started.waitForLine(/ready to accept connections/),
  });
  const url = await cluster.createDatabase();
  return {
    async fresh() {
      await cluster.clear(url);
      return { DATABASE_URL: url };
    },
    async fail(kind) {
      // SIGINT is what `pg_ctl stop -m fast` sends.
      await server.kill(kind === 'database killed' ? 'SIGKILL' : 'SIGINT');
      return () => restart(server);
    },
    async close() {
      await server.kill('SIGINT');
      process.off('exit', cluster.remove);
      cluster.remove();
    },
  };
}

/** It does not start while a process of the killed one still has its shared memory. */
async function restart(server: ManagedProcess): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await server.restart();
      return;
    } catch (error) {
      if (attempt === START_ATTEMPTS) throw error;
      await sleep(500);
    }
  }
}
