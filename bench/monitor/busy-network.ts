import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../../test/browser/monitor-page.js';
import { type Product, startProduct } from '../../test/product.js';

/** As many slots as a full telescope has. */
export const SLOTS = 100;
/** So many of them run something, half of them a task and half of them a stream. */
export const BUSY = 50;

/** Seconds here for each second on real hardware. */
const TIME_SCALE = 0.1;
/** A slot must not expire because this machine is busy. */
const EXPIRE_MS = 600_000;
/** Of each task: here it takes four seconds. */
const TASK_SECONDS = 40;
/** So often a task must have run before the server knows how long it takes. */
const ROUNDS = 3;
/** Between two changes of a slot, in milliseconds. A page that is slower than that gets the last one only. */
const PAUSE_MS = 20;

/** How much a page receives in a time: what {@link SLOTS} slots at 1 Hz send in it, and a run every half minute. */
export interface Span {
  readonly seconds: number;
  readonly slotEvents: number;
  readonly runs: number;
}

export function spanOf(seconds: number): Span {
  return { seconds, slotEvents: seconds * SLOTS, runs: Math.round(seconds / 30) };
}

/** A telescope at work: {@link SLOTS} simulated slots that publish their state once a second. */
export interface BusyNetwork {
  readonly product: Product;
  /** Makes the changes of `span` as fast as the server takes them. */
  replay(span: Span): Promise<void>;
  close(): Promise<void>;
}

export async function startBusyNetwork(): Promise<BusyNetwork> {
  const product = await startProduct({ slots: SLOTS, timeScale: TIME_SCALE, expireTimeMs: EXPIRE_MS });
  const names = product.controllers.map(({ streamId }) => streamId);
  const [busy, idle] = [names.slice(0, BUSY), names.slice(BUSY)];
  const [tasks, streams] = [busy.slice(0, BUSY / 2), busy.slice(BUSY / 2)];

  const takeNoise = () => run(product, 'take_noise', tasks, { duration: TASK_SECONDS }, 'FINISHED');
  await run(product, 'stream', streams, {}, 'STARTED');
  for (let round = 0; round < ROUNDS; round += 1) await takeNoise();

  let isClosing = false;
  async function takeNoiseAgain(): Promise<void> {
    while (!isClosing) await takeNoise();
  }
  const working = takeNoiseAgain();
  // An error appears when it is closed.
  working.catch(() => {});

  /** A reading of the state, as its agent would report it a second later. */
  function change(index: number): void {
    const { registry } = product.core;
    const slot = registry.slots[index % SLOTS];
    const known = slot?.sessions.get('check_state');
    if (!slot || !known) throw new Error('a slot has no state');
    const data = {
      ...Object(known.session.data),
      num_active_channels: 1000 + (index % 700),
      last_update: Date.now() / 1000,
    };
    registry.observe(slot.address, 'check_state', { ...known.session, data });
  }

  return {
    product,
    async replay({ slotEvents, runs }) {
      const perRun = Math.ceil(slotEvents / Math.max(1, runs));
      for (let sent = 0; sent < slotEvents; sent += SLOTS) {
        for (let index = 0; index < SLOTS; index += 1) change(sent + index);
        if (Math.floor(sent / perRun) !== Math.floor((sent + SLOTS) / perRun)) {
          await run(product, 'set_biases', idle, { bias: 1 }, 'FINISHED');
        }
        await sleep(PAUSE_MS);
      }
    },
    async close() {
      isClosing = true;
      await working;
      await product.ask('mutation { stopAll(waitSeconds: 60) { id } }');
      await product.close();
    },
  };
}
