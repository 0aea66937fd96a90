import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Findings, progress, type RowOptions } from '../lib/findings.js';
import { residentBytes } from '../lib/process-usage.js';
import { figure, markdownTable } from '../lib/table.js';
import { startWorker } from '../lib/worker.js';
import { type FeedServer, startFeedServers } from '../watch/servers.js';
import type { Request } from './holders.js';

/** So that the server is idle after its start, or after thousands of new sockets. */
const REST_MS = 3000;
const RATE_HZ = 100;

interface Plan {
  readonly what: string;
  readonly sockets: number;
  /** Idle subscriptions on each socket. */
  readonly each: number;
  /** Messages of 0.7 KB that are published while the clients do not read; without them, the clients are idle. */
  readonly unread?: number;
}

interface Held extends Plan {
  readonly megabytes: number;
  readonly stillOpen: number;
}

/** Measures the memory of the server for clients that only hold subscriptions, and for clients that stop reading. */
export async function benchHold({ quick }: RowOptions): Promise<Findings> {
  const part = quick ? 10 : 1;
  const plans: readonly Plan[] = [
    { what: 'idle, each on its own WebSocket', sockets: 5000 / part, each: 1 },
    { what: 'idle, 200 on each WebSocket', sockets: 25, each: 200 / part },
    { what: 'a feed, its reader stops', sockets: 100, each: 1, unread: 6000 / part },
  ];
  const servers = await startFeedServers();
  const held: Held[] = [];
  try {
    for (const plan of plans) {
      progress(`${plan.sockets * plan.each} subscriptions: ${plan.what}`);
      const server = await servers.multismurf();
      held.push(await hold(server, plan).finally(() => server.close()));
    }
  } finally {
    await servers.close();
  }
  const rows = held.map(({ what, sockets, each, unread = 0, megabytes, stillOpen }) => [
    what,
    String(sockets * each),
    String(unread),
    figure(megabytes),
    figure((megabytes * 1000) / (sockets * each)),
    String(stillOpen),
  ]);
  const head = [
    'subscriptions',
    'number',
    'unread messages',
    'memory, MB',
    'for each, KB',
    'WebSockets still open',
  ];
  return {
    table: markdownTable(head, rows),
    figures: held,
    invalid: held.flatMap(({ what, sockets, stillOpen }) =>
      stillOpen === sockets ? [] : [`${what}: ${sockets - stillOpen} WebSockets were closed`],
    ),
  };
}

async function hold({ pid, url, publish }: FeedServer, plan: Plan): Promise<Held> {
  const { sockets, each, unread = 0 } = plan;
  const clients = startWorker({
    name: 'holders',
    command: process.execPath,
    args: [fileURLToPath(new URL('holders.js', import.meta.url))],
  });
  const ask = <Reply>(request: Request) => clients.ask<Reply>(request);
  try {
    await sleep(REST_MS);
    const before = residentBytes(pid);
    await ask({ open: { url, sockets, each, feed: unread > 0 } });
    if (unread > 0) await ask({ stop: true });
    for (let n = 0; n < unread; n += 1) {
      publish({ n, sentAt: 0 });
      await sleep(1000 / RATE_HZ);
    }
    await sleep(REST_MS);
    const megabytes = (residentBytes(pid) - before) / 1e6;
    return { ...plan, megabytes, stillOpen: await ask<number>({ count: true }) };
  } finally {
    await clients.close();
  }
}
