import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../free-port.js';

const run = promisify(execFile);

/** A new PostgreSQL cluster on this machine. Its server does not run yet. */
export interface Cluster {
  readonly folder: string;
  /** A command of PostgreSQL on this cluster, as the user that PostgreSQL requires. */
  command(name: string, ...args: readonly string[]): Command;
  /** What its server needs on the command line. */
  readonly serverArgs: readonly string[];
  /** Creates a database and returns its URL. The server must run. */
  createDatabase(): Promise<string>;
  /** Removes everything from a database. */
  clear(url: string): Promise<void>;
  /** Removes everything. The server must have ended. */
  remove(): void;
}

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
}

export async function createCluster(): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'multismurf-postgres-'));
  if (process.getuid?.() === 0) {
    const { uid, gid } = await postgresIds();
    chownSync(folder, uid, gid);
  }
  const data = join(folder, 'data');
  const command = (name: string, ...args: readonly string[]) => asPostgres(name, ['-D', data, ...args]);
  const made = command(
    'initdb',
    '--no-sync',
    '-U',
    'smurf',
    '--auth=trust',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
  );
  await run(made.command, made.args);
  const port = await freePort();
  const urlOf = (database: string) => `postgres://smurf@127.0.0.1:${port}/${database}`;
  let count = 0;
  return {
    folder,
    command,
    // The machine goes on when its server is killed, so no write to the disk has to be awaited. Otherwise a start after
    // that writes thousands of files, which takes a minute on a busy disk.
    serverArgs: ['-h', '127.0.0.1', '-p', String(port), '-c', 'unix_socket_directories=', '-c', 'fsync=off'],
    async createDatabase() {
      count += 1;
      const name = `runs_${count}`;
      await execute(urlOf('postgres'), `create database ${name}`);
      return urlOf(name);
    },
    clear: (url) => execute(url, 'drop schema public cascade; create schema public'),
    // The last processes of a killed server may still write.
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  };
}

async function execute(url: string, statements: string): Promise<void> {
  await run('psql', [url, '-qc', statements]);
}

/** PostgreSQL does not run as root. */
function asPostgres(name: string, args: readonly string[]): Command {
  const path = join(commandFolder(), name);
  if (process.getuid?.() !== 0) return { command: path, args };
  const user = ['--reuid=postgres', '--regid=postgres', '--init-groups', '--reset-env'];
  return { command: 'setpriv', args: [...user, path, ...args] };
}

/** On Debian, the commands of the server are not in the path. */
function commandFolder(): string {
  const versions = '/usr/lib/postgresql';
  const newest = existsSync(versions) ? readdirSync(versions).sort().at(-1) : undefined;
  return newest === undefined ? '' : join(versions, newest, 'bin');
}

async function postgresIds(): Promise<{ uid: number; gid: number }> {
  const idOf = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
  return { uid: await idOf('-u'), gid: await idOf('-g') };
}
