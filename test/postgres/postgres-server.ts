import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A PostgreSQL server for the tests. Closing it removes its data. */
export interface PostgresServer {
  /** Creates a database and returns its URL. */
  createDatabase(): Promise<string>;
  /** Ends it at once, as a power cut does, and starts it again when `meanwhile` is done. */
  restart(meanwhile: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** On Debian, the commands of the server are not in the path. */
function commandFolder(): string {
  const versions = '/usr/lib/postgresql';
  const newest = existsSync(versions) ? readdirSync(versions).sort().at(-1) : undefined;
  return newest === undefined ? '' : join(versions, newest, 'bin');
}

/** PostgreSQL does not run as root. */
async function asPostgres(command: string, args: readonly string[]): Promise<void> {
  const path = join(commandFolder(), command);
  if (process.getuid?.() !== 0) {
    await run(path, args);
    return;
  }
  const user = ['--reuid=postgres', '--regid=postgres', '--init-groups', '--reset-env'];
  await run('setpriv', [...user, path, ...args]);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}

async function postgresIds(): Promise<{ uid: number; gid: number }> {
  const idOf = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
  return { uid: await idOf('-u'), gid: await idOf('-g') };
}

export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'multismurf-postgres-'));
  if (process.getuid?.() === 0) {
    const { uid, gid } = await postgresIds();
    chownSync(folder, uid, gid);
  }
  const data = join(folder, 'data');
  await asPostgres('initdb', ['-D', data, '-U', 'smurf', '--auth=trust', '-E', 'UTF8', '--locale=C.UTF-8']);
  const port = await freePort();
  const options = `-h 127.0.0.1 -p ${port} -c unix_socket_directories=`;
  const start = () =>
    asPostgres('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', options, 'start']);
  await start();
  let count = 0;
  return {
    async createDatabase() {
      count += 1;
      const name = `runs_${count}`;
      const at = ['-h', '127.0.0.1', '-p', String(port), '-U', 'smurf'];
      await run('psql', [...at, '-d', 'postgres', '-qc', `create database ${name}`]);
      return `postgres://smurf@127.0.0.1:${port}/${name}`;
    },
    async restart(meanwhile) {
      await asPostgres('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']);
      try {
        await meanwhile();
      } finally {
        await start();
      }
    },
    async close() {
      await asPostgres('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']);
      rmSync(folder, { recursive: true });
    },
  };
}
