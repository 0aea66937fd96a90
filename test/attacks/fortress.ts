import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeToken } from '../../src/commands/token.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createOcsClient } from '../../src/ocs/client.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import { asking, send } from '../http/ask.js';
import { isReady, LISTENING, type Running, startNode, startProgram } from '../programs/program.js';
import { until } from '../until.js';

/** The address of the server as an OCS agent. */
export const MANAGER = 'observatory.multismurf';

const SLOTS = ['observatory.pysmurf-controller-s2', 'observatory.pysmurf-controller-s3'];

/** What every attack tries to start. Nobody else starts it. */
export const TARGET = 'take_noise';
export const START = `mutation { runOperation(operation: "${TARGET}") { id } }`;

const ROUTER = /^router (\S+) (\S+) bare (\S+)$/m;

/** Where the server is, for other processes. */
export interface Place {
  /** `http://127.0.0.1:PORT/graphql` */
  readonly url: string;
  readonly pid: number;
  readonly routerUrl: string;
  /** A server on the same machine that nobody attacks. */
  readonly bareUrl: string;
}

const USERS = {
  viewer: { role: 'viewer' },
  operator: { role: 'operator' },
  limited: { role: 'operator', operations: ['stream'] },
  administrator: { role: 'administrator' },
} as const;
export type User = keyof typeof USERS;
export type Tokens = Readonly<Record<User, string>>;

/** The real server as a process, on simulated slots in another one. */
export interface Fortress extends Place {
  readonly server: Running;
  /** The tokens that the server accepts; empty texts if it requires none. */
  readonly tokens: Tokens;
  readonly tokensFile: string;
  /** Where the server stores the runs. */
  readonly dataDir: string;
  /** Asks as this user; errors fail the test. */
  as<Data>(user: User, document: string): Promise<Data>;
  /** The last session of each operation on each slot, as its agent reports it: `s2 stream 3 running`. */
  sessions(): Promise<readonly string[]>;
}

export interface FortressOptions {
  readonly args?: readonly string[];
  /** Without tokens, everybody on the machine may command. Defaults to true. */
  readonly hasTokens?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Of the slots. */
  readonly accessPolicy?: string;
}

export async function startFortress(
  t: TestContext,
  { args = [], hasTokens = true, env = {}, accessPolicy = 'none' }: FortressOptions = {},
): Promise<Fortress> {
  const folder = mkdtempSync(join(tmpdir(), 'multismurf-attacks-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [tokensFile, dataDir] = [join(folder, 'tokens.yaml'), join(folder, 'data')];
  const tokens = hasTokens ? await makeTokens(tokensFile) : NO_TOKENS;

  const network = startNode(t, [fileURLToPath(new URL('network.js', import.meta.url)), accessPolicy]);
  const [, routerUrl = '', bridgeUrl = '', bareUrl = ''] = await network.line(ROUTER);
  const server = startProgram(
    t,
    [
      ...['serve', '--site', 'none', '--site-hub', routerUrl, '--site-http', bridgeUrl, '--port', '0'],
      ...['--data-dir', dataDir],
      ...(hasTokens ? ['--tokens', tokensFile] : []),
      ...args,
    ],
    { env },
  );
  const [, url = ''] = await server.line(LISTENING);
  await isReady(url);

  const connection = createWampConnection({ url: routerUrl, realm: 'test_realm' });
  t.after(() => connection.close());
  await connection.connected();
  const agents = createOcsClient(connection, silentLogger);

  async function sessions(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const address of SLOTS) {
      const { operations } = await agents.getApi(address);
      for (const { name, session } of operations) {
        if (session)
          found.push(`${address.split('-').at(-1)} ${name} ${session.session_id} ${session.status}`);
      }
    }
    // The slots do this by themselves.
    return found.filter((line) => !line.includes(' check_state '));
  }

  return {
    ...{ url, pid: server.pid, routerUrl, bareUrl, server, tokens, tokensFile, dataDir, sessions },
    async as<Data>(user: User, document: string) {
      const headers = hasTokens ? { authorization: `Bearer ${tokens[user]}` } : undefined;
      const { body } = await send(url, asking(document, headers));
      const { data, errors } = JSON.parse(body);
      assert.equal(errors, undefined, body);
      return data as Data;
    },
  };
}

const NO_TOKENS: Tokens = { viewer: '', operator: '', limited: '', administrator: '' };

/** As `multismurf token` makes them. */
async function makeTokens(file: string): Promise<Tokens> {
  const made: Record<User, string> = { ...NO_TOKENS };
  for (const [user, rights] of Object.entries(USERS)) {
    const viewer = { name: user, operations: null, slots: null, ...rights };
    made[user as User] = await makeToken({ command: 'token', viewer, days: null, file });
  }
  return made;
}

/** Starts something that goes on until somebody stops it. */
export async function startStreams({ as, sessions }: Fortress): Promise<void> {
  await as('operator', 'mutation { runOperation(operation: "stream") { id } }');
  await until(
    async () => (await sessions()).filter((line) => /stream \d+ running/.test(line)).length === SLOTS.length,
    'every slot streams',
  );
}

export const isStreaming = (lines: readonly string[]) =>
  lines.some((line) => / stream \d+ (running|starting|stopping)/.test(line));
