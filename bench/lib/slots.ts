import { setTimeout as sleep } from 'node:timers/promises';
import { silentLogger } from '../../src/lib/logger.js';
import { createOcsClient } from '../../src/ocs/client.js';
import { isActive } from '../../src/ocs/protocol.js';
import { createSimulatedSlot, type SimulatedSlot } from '../../src/simulator/slot.js';
import { nameSlots } from '../../src/simulator/slot-names.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import { syncWallClock, wallClock } from './wall-clock.js';
import { watchedConnection } from './watched-connection.js';
import { answerLines } from './worker.js';

/** Simulated slots, in a worker. Each has its own connection to the router, as a real agent has. */
export type SlotsRequest =
  | {
      readonly open: {
        readonly url: string;
        readonly realm: string;
        readonly addressRoot: string;
        /** The slots are numbered over all workers; these are `first` and the following ones. */
        readonly first: number;
        readonly count: number;
        /** Seconds here for each second on real hardware. */
        readonly timeScale: number;
      };
    }
  /** Starts an operation on the first slots, one after the other. */
  | {
      readonly start: {
        readonly slots: number;
        readonly everyMs: number;
        readonly operation: string;
        readonly params: object;
      };
    }
  /** Runs each of the operations once on each slot. */
  | { readonly run: readonly string[] }
  /** All slots read their state at this interval from now on. */
  | { readonly readEvery: number }
  /** Counts the calls that have arrived since the last such request, by action. */
  | { readonly calls: true };

/** The answer to `start`: when a slot sent the heartbeat that shows the operation, in UNIX seconds. */
export interface Shown {
  readonly address: string;
  readonly shownAt: number;
}

export type Calls = Readonly<Record<string, number>>;

/** Between two slots, so that 500 of them do not read their states at the same moment, but spread over ten seconds. */
const PAUSE_MS = 20;
const SHOWN_WITHIN_MS = 10_000;
const RUN_WITHIN_MS = 60_000;

const slots: SimulatedSlot[] = [];
const calls = new Map<string, number>();
/** Who waits for a heartbeat that shows an operation as active, by topic and operation. */
const awaited = new Map<string, (shownAt: number) => void>();
let bench: ReturnType<typeof connect> | undefined;

function connect(url: string, realm: string) {
  const connection = createWampConnection({ url, realm });
  return { connection, client: createOcsClient(connection, silentLogger) };
}

const observer = {
  onCall: (action: string) => void calls.set(action, (calls.get(action) ?? 0) + 1),
  onHeartbeat(topic: string, codes: Parameters<Parameters<typeof watchedConnection>[1]['onHeartbeat']>[1]) {
    if (awaited.size === 0) return;
    for (const [operation, code] of Object.entries(codes)) {
      if (isActive(code)) awaited.get(`${topic} ${operation}`)?.(wallClock());
    }
  },
};

function client() {
  if (!bench) throw new Error('no slots are open');
  return bench.client;
}

async function start({ address }: SimulatedSlot, operation: string, params: object): Promise<Shown> {
  const key = `${address}.feeds.heartbeat ${operation}`;
  const shown = new Promise<number>((resolve) => awaited.set(key, resolve));
  const late = new AbortController();
  try {
    const { code, message } = await client().start(address, operation, params);
    if (code !== 0) throw new Error(`${address} refused ${operation}: ${message}`);
    const none = sleep(SHOWN_WITHIN_MS, null, { signal: late.signal }).catch(() => null);
    const shownAt = await Promise.race([shown, none]);
    if (shownAt === null) throw new Error(`no heartbeat of ${address} shows ${operation}`);
    return { address, shownAt };
  } finally {
    late.abort();
    awaited.delete(key);
  }
}

async function run({ address }: SimulatedSlot, operation: string): Promise<void> {
  const params = operation === 'set_biases' ? { bias: 0 } : {};
  await client().start(address, operation, params, { timeoutMs: RUN_WITHIN_MS });
  await client().wait(address, operation, RUN_WITHIN_MS / 1000);
}

async function readEvery({ address }: SimulatedSlot, seconds: number): Promise<void> {
  await client().stop(address, 'check_state');
  await client().wait(address, 'check_state', SHOWN_WITHIN_MS / 1000);
  await client().start(address, 'check_state', { poll_interval: seconds });
}

await answerLines<SlotsRequest>(async (request) => {
  if ('open' in request) {
    const { url, realm, addressRoot, first, count, timeScale } = request.open;
    bench = connect(url, realm);
    for (const name of nameSlots({ slots: first + count }).slice(first)) {
      const connection = () => watchedConnection(createWampConnection({ url, realm }), observer);
      const each = { ...name, addressRoot, seed: first, timeScale, logger: silentLogger };
      slots.push(createSimulatedSlot({ ...each, connect: connection }));
      await sleep(PAUSE_MS);
    }
    await Promise.all([bench.connection.connected(), ...slots.map((slot) => slot.registered())]);
    return null;
  }
  if ('start' in request) {
    const { slots: count, everyMs, operation, params } = request.start;
    syncWallClock();
    const begun = slots.slice(0, count).map(async (slot, index) => {
      await sleep(index * everyMs);
      return start(slot, operation, params);
    });
    return Promise.all(begun);
  }
  if ('run' in request) {
    for (const operation of request.run) await Promise.all(slots.map((slot) => run(slot, operation)));
    return null;
  }
  if ('readEvery' in request) {
    const { readEvery: seconds } = request;
    await Promise.all(
      slots.map(async (slot, index) => {
        await sleep((index / slots.length) * seconds * 1000);
        await readEvery(slot, seconds);
      }),
    );
    return null;
  }
  const counted: Calls = Object.fromEntries(calls);
  calls.clear();
  return counted;
});
