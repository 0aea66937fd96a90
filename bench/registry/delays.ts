import { setTimeout as sleep } from 'node:timers/promises';
import { createWampConnection } from '../../src/wamp/connection.js';
import type { MultiSmurf } from '../../test/interop/multismurf.js';
import type { BenchNetwork } from '../lib/network.js';
import type { SlotNetwork } from '../lib/slot-network.js';
import { syncWallClock, wallClock } from '../lib/wall-clock.js';

const OPERATION = 'take_noise';
/** Longer than the time between two heartbeats, so that one of them shows it as running. */
const OPERATION_SECONDS = 3;
const SUBSCRIPTION = `subscription {
  sessionUpdates(operations: ["${OPERATION}"]) { instance { address } session { status startTime } }
}`;
/** After the last heartbeat with a new op code, its events come within this time. */
const EVENTS_MS = 3000;

interface Update {
  readonly sessionUpdates: { readonly instance: { readonly address: string } };
}

/** From the heartbeat that shows the start of an operation, in milliseconds. */
export interface Delays {
  readonly started: number;
  /** To the event at a GraphQL client. */
  readonly toClient: readonly number[];
  /** To a program that only subscribes to the heartbeats at the router. */
  readonly toBare: readonly number[];
}

/** Starts an operation on some slots, as another program does, and measures when a client of the server sees it. */
export async function measureDelays(
  network: BenchNetwork,
  slots: SlotNetwork,
  server: MultiSmurf,
  plan: { readonly slots: number; readonly everyMs: number },
): Promise<Delays> {
  syncWallClock();
  const clientSaw = new Map<string, number>();
  const events = server.subscribe<Update>(SUBSCRIPTION);
  const reading = (async () => {
    for await (const { data } of events) {
      const address = data?.sessionUpdates.instance.address;
      if (address !== undefined && !clientSaw.has(address)) clientSaw.set(address, wallClock());
    }
  })();
  const bareSaw = new Map<string, number[]>();
  const connection = createWampConnection(network);
  connection.subscribe(
    `${network.addressRoot}..feeds.heartbeat`,
    ({ topic }) => {
      const address = topic.replace('.feeds.heartbeat', '');
      bareSaw.set(address, [...(bareSaw.get(address) ?? []), wallClock()]);
    },
    { match: 'wildcard' },
  );
  try {
    await connection.connected();
    await sleep(EVENTS_MS);
    clientSaw.clear();
    const params = { duration: OPERATION_SECONDS };
    const shown = await slots.start({ ...plan, operation: OPERATION, params });
    await sleep(EVENTS_MS);
    const after = (seen: number | undefined, shownAt: number) =>
      seen === undefined ? [] : [(seen - shownAt) * 1000];
    return {
      started: shown.length,
      toClient: shown.flatMap(({ address, shownAt }) => after(clientSaw.get(address), shownAt)),
      toBare: shown.flatMap(({ address, shownAt }) =>
        after(
          bareSaw.get(address)?.find((at) => at > shownAt),
          shownAt,
        ),
      ),
    };
  } finally {
    await events.return?.();
    await reading;
    await connection.close();
  }
}
