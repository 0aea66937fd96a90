import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { RunStore } from '../../src/core/runs/run-store.js';
import { createMemoryRunStore } from '../../src/storage/memory-run-store.js';
import { record, runSlot, session } from '../core/fixtures.js';
import { startObservatory } from '../core/observatory.js';
import { measured, noise, succeeded } from '../core/runs/measured-run.js';
import { sqliteRunStore } from '../storage/sqlite-run-store.js';
import { inProcess } from './in-process.js';

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly isOutlier: boolean;
  readonly outlierReason: string | null;
  readonly amongSlots: Distribution | null;
  readonly inPast: Distribution | null;
}
interface Distribution {
  readonly count: number;
  readonly median: number;
}
interface Figures {
  readonly figures: readonly Figure[];
}

const FIGURE = `name value unit description isOutlier outlierReason
  amongSlots { count median spread } inPast { count median spread }`;
const RUN = `query ($id: ID!) { run(id: $id) { slots { figures { ${FIGURE} } } } }`;

const medianOf = ({ figures }: Figures) =>
  figures.find(({ name }) => name === 'white_noise_level_q50') ?? assert.fail('no median');

const STORES: Readonly<Record<string, (t: TestContext) => Promise<RunStore>>> = {
  memory: async () => createMemoryRunStore(),
  SQLite: sqliteRunStore,
};

describe('the figures of a run', () => {
  it('are what the slots measured', async (t) => {
    const { core, start, end } = await startObservatory(t, { slots: [{}, {}] });
    const { ask } = inProcess(core);
    const begun = await start('take_noise');
    const { id } = begun;
    const asked = () => ask<{ run: { slots: Figures[] } }>(RUN, { id });
    assert.deepEqual((await asked()).run.slots, [{ figures: [] }, { figures: [] }]);
    const { slots } = await end(begun);
    const { run } = await asked();
    for (const [place, { record }] of slots.entries()) {
      const data = record?.session.data as { quantiles: { white_noise_level: { values: number[] } } };
      const [figures] = run.slots.slice(place);
      assert.equal(figures?.figures.length, 6);
      const { isOutlier, outlierReason, ...figure } = medianOf(figures);
      assert.deepEqual(figure, {
        ...{ name: 'white_noise_level_q50', value: data.quantiles.white_noise_level.values[2] },
        unit: 'pA/rtHz',
        description: 'Median over the channels: white noise level of the TES current.',
        ...{ amongSlots: null, inPast: null },
      });
      assert.deepEqual([isOutlier, outlierReason], [false, null]);
    }
  });

  it('exist for each measurement of the simulator', async (t) => {
    const { core, start, end } = await startObservatory(t);
    const { ask } = inProcess(core);
    const counts: Record<string, number> = {};
    for (const operation of [
      'uxm_relock',
      'take_iv',
      'bias_dets',
      'take_bias_steps',
      'take_bias_waves',
      'take_bgmap',
      'uxm_setup',
    ]) {
      const begun = await start(operation);
      await end(begun);
      const { run } = await ask<{ run: { slots: Figures[] } }>(RUN, { id: begun.id });
      counts[operation] = run.slots[0]?.figures.length ?? 0;
    }
    assert.deepEqual(counts, {
      ...{ uxm_relock: 18, take_iv: 12, take_bias_steps: 31, take_bias_waves: 31, take_bgmap: 13 },
      ...{ bias_dets: 0, uxm_setup: 0 },
    });
  });

  for (const [name, make] of Object.entries(STORES)) {
    it(`are compared with the other slots and with the past of the slot (${name})`, async (t) => {
      const store = await make(t);
      for (const minute of [1, 2, 3, 4, 5]) {
        await store.create(measured(minute, [succeeded(2, 30, noise(90)), succeeded(3, 30, noise(54))]));
      }
      const numbers = [2, 3, 4, 5, 6, 7];
      const slots = numbers.map((number) => succeeded(number, 30, noise(number === 2 ? 95 : 55)));
      await store.create(measured(10, slots));
      await store.create(measured(11, [succeeded(2, 30, noise(500))]));
      const { core } = await startObservatory(t, { store });
      const { ask } = inProcess(core);
      const { run } = await ask<{ run: { slots: Figures[] } }>(RUN, { id: 'run-10' });
      const medians = run.slots.map(medianOf);
      assert.deepEqual(
        medians.map(({ isOutlier }) => isOutlier),
        [true, false, false, false, false, false],
      );
      assert.deepEqual(medians[0]?.amongSlots, { count: 6, median: 55, spread: 0 });
      assert.deepEqual(medians[0]?.inPast, { count: 5, median: 90, spread: 0 });
      assert.equal(
        medians[0]?.outlierReason,
        'white_noise_level_q50 is 95 pA/rtHz. The median of 6 slots is 55 pA/rtHz, their spread 0.',
      );
      assert.equal(medians[1]?.inPast?.median, 54);
      assert.equal(medians[2]?.inPast, null);
      const alone = await ask<{ run: { slots: Figures[] } }>(RUN, { id: 'run-11' });
      const [figures] = alone.run.slots;
      assert.match(
        (figures && medianOf(figures).outlierReason) ?? '',
        /of 6 earlier results of this slot is 90/,
      );
    });
  }

  it('can be asked for one slot of a run, by each of its names', async (t) => {
    const store = createMemoryRunStore();
    const slots = [succeeded(2, 30, noise(90)), succeeded(3, 30, noise(54))];
    await store.create(measured(1, slots));
    const { core } = await startObservatory(t, { store });
    const { ask } = inProcess(core);
    const some = 'query ($names: [ID!]) { run(id: "run-1") { slots(names: $names) { instanceId } } }';
    const asked = async (names: readonly string[]) =>
      (await ask<{ run: { slots: unknown[] } }>(some, { names })).run.slots;
    const { instanceId, streamId, address } = slots[1] ?? assert.fail('no slot');
    for (const name of [instanceId, streamId, address]) {
      assert.ok(name);
      assert.deepEqual(await asked([name]), [{ instanceId }]);
    }
    assert.deepEqual(await asked(['another']), []);
  });

  it('are only those of slots that have succeeded', async (t) => {
    const store = createMemoryRunStore();
    const failed = runSlot('FAILED', 2, { record: record(session({ data: noise(500) })) });
    const others = [3, 4, 5, 6, 7, 8].map((number) => succeeded(number));
    await store.create(measured(1, [failed, ...others]));
    const { core } = await startObservatory(t, { store });
    const { run } = await inProcess(core).ask<{ run: { slots: Figures[] } }>(RUN, { id: 'run-1' });
    assert.deepEqual(run.slots[0]?.figures, []);
    assert.equal(run.slots[1] && medianOf(run.slots[1]).amongSlots?.count, 6);
  });

  it('are read with one query of the store for each run', async (t) => {
    const memory = createMemoryRunStore();
    let reads = 0;
    const store: RunStore = {
      ...memory,
      results(query) {
        reads += 1;
        return memory.results(query);
      },
    };
    const slots = [2, 3, 4, 5, 6, 7].map((number) => succeeded(number));
    for (const minute of [1, 2]) await store.create(measured(minute, slots));
    const { core } = await startObservatory(t, { store });
    await inProcess(core).ask(`{ runs { nodes { slots { figures { name value } } } } }`);
    assert.equal(reads, 0, 'nothing is compared');
    await inProcess(core).ask(`{ runs { nodes { slots { figures { ${FIGURE} } } } } }`);
    assert.equal(reads, 2);
  });

  it('are shown without their past if the store does not work', async (t) => {
    const memory = createMemoryRunStore();
    await memory.create(measured(1, [succeeded(2)]));
    const results = () => Promise.reject(new Error('the disk is full'));
    const { core } = await startObservatory(t, { store: { ...memory, results } });
    const { run } = await inProcess(core).ask<{ run: { slots: Figures[] } }>(RUN, { id: 'run-1' });
    const [figures] = run.slots;
    assert.ok(figures);
    assert.deepEqual([medianOf(figures).value, medianOf(figures).inPast], [55.3, null]);
  });
});
