import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createCluster } from './cluster.js';

const run = promisify(execFile);

/** A PostgreSQL server for the tests. Closing it removes its data. */
export interface PostgresServer {
  /** Creates a database and returns its URL. */
  createDatabase(): Promise<string>;
  /** Ends it at once, as a power cut does, and starts it again when `meanwhile` is done. */
  restart(meanwhile: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

export async function startPostgres(): Promise<PostgresServer> {
  const cluster = await createCluster();
  const control = async (...args: readonly string[]) => {
    const { command, args: all } = cluster.command('pg_ctl', ...args);
    await run(command, all);
  };
  const start = () =>
    control('-w', '-l', join(cluster.folder, 'log'), '-o', cluster.serverArgs.join(' '), 'start');
  const end = () => control('-m', 'immediate', 'stop');
  await start();
  return {
    createDatabase: cluster.createDatabase,
    async restart(meanwhile) {
      await end();
      try {
        await meanwhile();
      } finally {
        await start();
      }
    },
    async close() {
      await end();
      cluster.remove();
    },
  };
}
