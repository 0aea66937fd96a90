import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../test/free-port.js';
import { type BenchNetwork, SCANNED } from '../lib/network.js';
import { residentBytes } from '../lib/process-usage.js';

/** One start of the server. Times are in milliseconds, from just before its process was made. */
export interface Launch {
  readonly listening: number;
  /** `/health/ready` answers 200. */
  readonly ready: number;
  /** It has logged that the initial scan is complete. */
  readonly scanned: number;
  readonly megabytesAtReady: number;
  readonly megabytesLater: number;
  /** Slots in the first answer after it was ready. */
  readonly slots: number;
}

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const LOOK_MS = 5;
const READY_WITHIN_MS = 30_000;

/** Starts a server that knows nothing yet, and ends it after a while. */
export async function launch(network: BenchNetwork, name: string, restMs: number): Promise<Launch> {
  const port = await freePort();
  const site = ['--site-file', network.siteFile, '--site-host', 'localhost', '--port', String(port)];
  const began = performance.now();
  const since = () => performance.now() - began;
  const server = await network.spawn({
    name,
    command: process.execPath,
    args: [MAIN, 'serve', ...site],
    env: { MULTISMURF_DATA_DIR: join(network.directory, `${name}.data`) },
  });
  try {
    const listening = server.waitForLine(/listening on/).then(since);
    const scanned = server.waitForLine(SCANNED).then(since);
    const origin = `http://127.0.0.1:${port}`;
    await untilReady(origin);
    const ready = since();
    const megabytesAtReady = residentBytes(server.pid) / 1e6;
    const slots = await countSlots(origin);
    await sleep(restMs);
    const megabytesLater = residentBytes(server.pid) / 1e6;
    return {
      ...{ ready, megabytesAtReady, megabytesLater, slots },
      ...{ listening: await listening, scanned: await scanned },
    };
  } finally {
    await server.stop();
  }
}

async function untilReady(origin: string): Promise<void> {
  const until = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const status = await fetch(`${origin}/health/ready`).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      () => null,
    );
    if (status === 200) return;
    if (performance.now() > until) throw new Error(`not ready within ${READY_WITHIN_MS} ms: ${status}`);
    await sleep(LOOK_MS);
  }
}

/** The slots that the first client sees, with their operations. */
async function countSlots(origin: string): Promise<number> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ smurfInstances(expired: false) { operations { name } } }' }),
  });
  const { data } = (await response.json()) as { data: { smurfInstances: { operations: object[] | null }[] } };
  return data.smurfInstances.filter(({ operations }) => operations !== null).length;
}

/** The time of a process of Node that does nothing. */
export async function emptyProcess(): Promise<number> {
  const began = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  return performance.now() - began;
}
