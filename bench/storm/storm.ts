import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createWampConnection } from '../../src/wamp/connection.js';
import type { Request } from '../hold/holders.js';
import { type Findings, progress, type RowOptions } from '../lib/findings.js';
import { OWN_AGENT, startBenchNetwork } from '../lib/network.js';
import { createSlotNetwork } from '../lib/slot-network.js';
import { median } from '../lib/statistics.js';
import { figure, markdownTable } from '../lib/table.js';
import { startWorker } from '../lib/worker.js';

/** What a page that shows all slots subscribes to. */
const DOCUMENT =
  'subscription { network { connected smurfInstances { streamId health problems { code message } } } }';
const SLOTS = 100;
const CLIENT_PROCESSES = 2;
const REST_MS = 5000;
const GOALS = { back: 5, late: 250 };

/** Drops all subscribers at once, again and again, and measures until all have the state again. */
export async function benchStorm({ quick }: RowOptions): Promise<Findings> {
  const plan = quick ? { subscribers: 500, storms: 2 } : { subscribers: 5000, storms: 5 };
  const network = await startBenchNetwork();
  const slots = createSlotNetwork(network);
  const connection = createWampConnection(network);
  const clients = Array.from({ length: CLIENT_PROCESSES }, () =>
    startWorker({
      name: 'clients',
      command: process.execPath,
      args: [fileURLToPath(new URL('../hold/holders.js', import.meta.url))],
    }),
  );
  const askAll = <Reply>(request: Request) =>
    Promise.all(clients.map((client) => client.ask<Reply>(request)));
  let lastBeat = Number.NaN;
  let late = 0;
  const seconds: number[] = [];
  const lateness: number[] = [];
  try {
    await slots.grow(SLOTS);
    const server = await network.serve({
      args: ['--max-sockets', '9999', '--max-sockets-per-address', '9999'],
    });
    connection.subscribe(`${network.addressRoot}.${OWN_AGENT}.feeds.heartbeat`, () => {
      const now = performance.now();
      // A heartbeat is due each second.
      if (!Number.isNaN(lastBeat)) late = Math.max(late, now - lastBeat - 1000);
      lastBeat = now;
    });
    const open: Request = {
      open: {
        ...{ url: server.wsUrl, sockets: plan.subscribers / clients.length, each: 1 },
        ...{ feed: false, document: DOCUMENT },
      },
    };
    await askAll(open);
    await sleep(REST_MS);
    for (let storm = 1; storm <= plan.storms; storm += 1) {
      progress(`storm ${storm} of ${plan.storms}`);
      late = 0;
      await askAll({ drop: true });
      const began = performance.now();
      await askAll(open);
      seconds.push((performance.now() - began) / 1000);
      // The heartbeat after the storm counts, too.
      await sleep(REST_MS);
      lateness.push(late);
    }
    await server.stop();
  } finally {
    await Promise.all(clients.map((client) => client.close()));
    await connection.close();
    await slots.close();
    await network.close();
  }
  const [slowest, latest] = [Math.max(...seconds), Math.max(...lateness)];
  const rows = [
    ['all have the state again after, s: median', figure(median(seconds)), ''],
    ['the slowest storm, s', figure(slowest), `< ${GOALS.back}`],
    ['our heartbeat late by at most, ms', figure(latest), `< ${GOALS.late}`],
  ];
  const missed = [
    ...(slowest < GOALS.back ? [] : ['a storm took too long']),
    ...(latest < GOALS.late ? [] : ['a heartbeat was late']),
  ];
  return {
    table: markdownTable([`${plan.subscribers} subscribers, ${SLOTS} slots`, 'figure', 'goal'], rows),
    figures: { ...plan, slots: SLOTS, seconds, lateness },
    invalid: quick ? [] : missed,
  };
}
