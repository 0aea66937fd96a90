import { startProduct } from '../product.js';
import { until } from '../until.js';
import { run } from './monitor-page.js';

/** A night at a simulated telescope, for pictures: slots that work, with a past, and with faults or all well. */
export interface Night {
  readonly origin: string;
  /** The address of each view, below the origin. A run goes on as long as it is asked for. */
  addresses(): Promise<Readonly<Record<View, string>>>;
  close(): Promise<void>;
}

export const VIEWS = [
  'slots',
  'wall',
  'selected',
  'command',
  'slot',
  'runs',
  'run-live',
  'run',
  'results',
  'results-iv',
  'results-bias-steps',
  'hand-over',
] as const;
export type View = (typeof VIEWS)[number];

/** Seconds here for each second on real hardware: take_iv takes half a minute, so that pictures show it half way. */
const TIME_SCALE = 0.08;
/** A part of the slots, by the rest of their place divided by `of`. */
type Part = { readonly of: number; readonly rest: number };
const STREAMING: Part = { of: 2, rest: 0 };
const MEASURING: Part = { of: 4, rest: 3 };
const FAILING: Part = { of: 15, rest: 1 };

export async function startNight(slots: number, hasFaults: boolean): Promise<Night> {
  const product = await startProduct({ slots, timeScale: TIME_SCALE, expireTimeMs: 8000, lostSeconds: 600 });
  const { controllers } = product;
  const names = controllers.map(({ streamId }) => streamId);
  const some = ({ of, rest }: Part) => names.filter((_name, place) => place % of === rest);
  const silent = controllers[0];
  const outOfService = names.at(-2);

  /** What the slots did before: so often that the server knows what is usual. */
  async function past(): Promise<string> {
    for (let round = 0; round < 3; round += 1) {
      await run(product, 'take_noise', names, { duration: 20 }, 'FINISHED');
      await run(product, 'take_iv', some(MEASURING), {}, 'FINISHED');
    }
    await run(product, 'take_iv', names, {}, 'FINISHED');
    await run(product, 'bias_dets', names, {}, 'FINISHED');
    await run(product, 'take_bias_steps', names, {}, 'FINISHED');
    if (hasFaults) {
      for (const slot of controllers.filter(({ streamId }) => some(FAILING).includes(streamId))) {
        slot.fault({ kind: 'raise', operation: 'take_noise', message: 'band 3 has no tracking channels' });
      }
    }
    return (await run(product, 'take_noise', names, { duration: 20 }, 'FINISHED')).runOperation.id;
  }

  async function trouble(): Promise<void> {
    if (outOfService !== undefined) {
      await product.ask(
        `mutation ($slot: ID!) {
          setOutOfService(streamIds: [$slot], reason: "warm amplifier", by: "day shift") { id }
        }`,
        { slot: outOfService },
      );
    }
    silent?.fault({ kind: 'silent' });
    const isExpired = async () => product.core.registry.slots.some(({ expired }) => expired);
    await until(isExpired, 'the silent slot is expired');
  }

  const lastRun = await past();
  await run(product, 'stream', some(STREAMING), {}, 'STARTED');
  if (hasFaults) await trouble();
  let liveRun: string | null = null;

  /** The run that goes on; another if it has ended. */
  async function live(): Promise<string> {
    if (liveRun !== null) {
      const { run: known } = await product.ask<{ run: { endTime: string | null } }>(
        'query ($id: ID!) { run(id: $id) { endTime } }',
        { id: liveRun },
      );
      if (known.endTime === null) return liveRun;
    }
    liveRun = (await run(product, 'take_iv', some(MEASURING), {}, 'STARTED')).runOperation.id;
    return liveRun;
  }

  return {
    origin: product.origin,
    async addresses() {
      const instances = controllers.map(({ instanceId }) => instanceId);
      const selected = instances.slice(0, 3).join(',');
      const [, second = ''] = instances;
      return {
        slots: '',
        wall: '?wall=1',
        selected: `?selected=${selected}`,
        command: `?selected=${selected}&command=take_noise`,
        slot: `?view=slot&id=${second}`,
        runs: '?view=runs',
        'run-live': `?view=run&id=${await live()}`,
        run: `?view=run&id=${lastRun}`,
        results: `?view=results&run=${lastRun}`,
        'results-iv': '?view=results&operation=take_iv',
        'results-bias-steps': '?view=results&operation=take_bias_steps',
        'hand-over': '?view=hand-over',
      };
    },
    async close() {
      // A silent slot cannot be stopped, so its runs are still followed.
      await product.http.close();
      await product.closeCore();
    },
  };
}
