import autobahn from 'autobahn';
import { WebSocket } from 'ws';
import { syncWallClock, wallClock } from '../lib/wall-clock.js';
import { answerLines } from '../lib/worker.js';
import type { Attempt } from './contender.js';

/**
 * Autobahn without anything else: all starts at once, and a `wait` for each slot over the same connection. It shows what
 * is possible, but is not for use: if this connection breaks, the agents end their sessions as failed.
 * Runs as a worker: `node bare-autobahn.js URL REALM ADDRESS...`
 */

interface Session {
  call(procedure: string, args: readonly unknown[]): Promise<unknown>;
}
interface Connection {
  onopen: (session: Session) => void;
  open(): void;
}
type OpsReply = readonly [code: number, message: string, session: { readonly success?: boolean | null }];

const { Connection } = autobahn as unknown as {
  readonly Connection: new (options: { url: string; realm: string }) => Connection;
};
const [url = '', realm = '', ...addresses] = process.argv.slice(2);

// autobahn uses the WebSocket of browsers and of Node 22.
Object.assign(globalThis, { WebSocket });
const connection = new Connection({ url, realm });
const session = await new Promise<Session>((resolve) => {
  connection.onopen = resolve;
  connection.open();
});

async function takeNoise(address: string, duration: number): Promise<boolean> {
  const ops = (...args: readonly unknown[]) => session.call(`${address}.ops`, args) as Promise<OpsReply>;
  const [code] = await ops('start', 'take_noise', { duration }, null);
  if (code !== 0) return false;
  const [, , ended] = await ops('wait', 'take_noise', null, 60);
  return ended.success === true;
}

await answerLines<{ seconds: number }>(async ({ seconds }): Promise<Attempt> => {
  syncWallClock();
  const requestedAt = wallClock();
  const outcomes = await Promise.all(addresses.map((address) => takeNoise(address, seconds)));
  return { requestedAt, knownAt: wallClock(), success: outcomes.every(Boolean) };
});
