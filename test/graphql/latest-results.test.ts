import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { RunStore } from '../../src/core/runs/run-store.js';
import { createMemoryRunStore } from '../../src/storage/memory-run-store.js';
import { startObservatory } from '../core/observatory.js';
import { measured, noise, succeeded } from '../core/runs/measured-run.js';
import { sqliteRunStore } from '../storage/sqlite-run-store.js';
import { inProcess } from './in-process.js';

interface Answer {
  readonly latestResults: readonly {
    readonly instance: { readonly instanceId: string };
    readonly run: { readonly id: string; readonly status: string } | null;
    readonly startTime: string;
    readonly endTime: string;
    readonly figures: readonly {
      readonly name: string;
      readonly value: number;
      readonly unit: string | null;
      readonly isOutlier: boolean;
      readonly amongSlots: { readonly count: number } | null;
      readonly inPast: { readonly median: number } | null;
    }[];
  }[];
}

const LATEST = `query ($operation: String!, $streamIds: [ID!]) {
  latestResults(operation: $operation, streamIds: $streamIds) {
    id operation instance { instanceId } run { id status } startTime endTime
    figures { name value unit isOutlier amongSlots { count } inPast { median } }
  }
}`;

const STORES: Readonly<Record<string, (t: TestContext) => Promise<RunStore>>> = {
  memory: async () => createMemoryRunStore(),
  SQLite: sqliteRunStore,
};

/** Six results before minute 10, in several runs; slot 7 has failed, and slot 8 has done nothing. */
async function fill(store: RunStore): Promise<void> {
  for (const minute of [1, 2, 3, 4, 5]) await store.create(measured(minute, [succeeded(2, 30, noise(90))]));
  await store.create(
    measured(
      6,
      [4, 5, 6].map((number) => succeeded(number, 30, noise(55))),
    ),
  );
  await store.create(measured(7, [succeeded(2, 31, noise(94)), succeeded(3, 32, noise(54))]));
  await store.create(measured(8, [{ ...succeeded(7), status: 'FAILED' }], { status: 'FAILED' }));
  await store.create(measured(9, [succeeded(7)]));
  await store.create(measured(10, [{ ...succeeded(2), status: 'FAILED' }], { status: 'FAILED' }));
}

const SLOTS = [{}, {}, {}, {}, {}, {}, {}];

describe('the latest results', () => {
  for (const [name, make] of Object.entries(STORES)) {
    it(`are the last success of each slot, of any run (${name})`, async (t) => {
      const store = await make(t);
      await fill(store);
      const { core } = await startObservatory(t, { store, slots: SLOTS });
      const { latestResults } = await inProcess(core).ask<Answer>(LATEST, { operation: 'take_noise' });
      assert.deepEqual(
        latestResults.map(({ instance, run }) => `${instance.instanceId.at(-1)} ${run?.id} ${run?.status}`),
        [
          ...['2 run-7 SUCCEEDED', '3 run-7 SUCCEEDED', '4 run-6 SUCCEEDED', '5 run-6 SUCCEEDED'],
          ...['6 run-6 SUCCEEDED', '7 run-9 SUCCEEDED'],
        ],
      );
      const [first, second] = latestResults;
      assert.deepEqual(first?.startTime, '2023-11-14T22:15:00.000Z');
      assert.deepEqual(first?.endTime, '2023-11-14T22:15:31.000Z');
      const level = { name: 'white_noise_level_q50', unit: 'pA/rtHz', amongSlots: { count: 6 } };
      assert.deepEqual(first.figures[0], { ...level, value: 94, isOutlier: true, inPast: { median: 90 } });
      assert.deepEqual(second?.figures[0], { ...level, value: 54, isOutlier: false, inPast: null });
    });
  }

  it('of some slots are compared with those of all slots', async (t) => {
    const store = createMemoryRunStore();
    await fill(store);
    const { core } = await startObservatory(t, { store, slots: SLOTS });
    const { ask } = inProcess(core);
    const streamIds = ['ufm_mv3', 'ufm_mv2'];
    const { latestResults } = await ask<Answer>(LATEST, { operation: 'take_noise', streamIds });
    assert.deepEqual(
      latestResults.map(({ instance, figures }) => [
        instance.instanceId.at(-1),
        figures[0]?.amongSlots?.count,
      ]),
      [
        ['2', 6],
        ['3', 6],
      ],
    );
  });

  it('of an operation that has not succeeded are none; a name of no operation or slot is an error', async (t) => {
    const { core } = await startObservatory(t);
    const { ask, rejection } = inProcess(core);
    assert.deepEqual(await ask(LATEST, { operation: 'take_iv' }), { latestResults: [] });
    assert.equal((await rejection(LATEST, { operation: 'take_nois' })).code, 'UNKNOWN_OPERATION');
    const unknown = { operation: 'take_iv', streamIds: ['nobody'] };
    assert.equal((await rejection(LATEST, unknown)).code, 'UNKNOWN_STREAM_ID');
  });

  it('are read with one query, and their runs with another', async (t) => {
    const memory = createMemoryRunStore();
    await fill(memory);
    const reads: string[] = [];
    const store: RunStore = {
      ...memory,
      list(filter, page) {
        reads.push('runs');
        return memory.list(filter, page);
      },
      results(query) {
        reads.push(`${query.limit} results`);
        return memory.results(query);
      },
    };
    const { core } = await startObservatory(t, { store, slots: SLOTS });
    const { ask } = inProcess(core);
    await ask('{ latestResults(operation: "take_noise") { figures { name value } } }');
    assert.deepEqual(reads.splice(0), ['1 results']);
    await ask(LATEST, { operation: 'take_noise' });
    assert.deepEqual(reads.sort(), ['1 results', '21 results', 'runs']);
  });

  it('are an error if the store does not work', async (t) => {
    const results = () => Promise.reject(new Error('the disk is full'));
    const { core } = await startObservatory(t, { store: { ...createMemoryRunStore(), results } });
    await assert.rejects(inProcess(core).ask(LATEST, { operation: 'take_noise' }));
  });
});
