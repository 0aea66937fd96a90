import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Core } from '../../../src/core/core.js';
import type { RunStore } from '../../../src/core/runs/run-store.js';
import { createMemoryRunStore } from '../../../src/storage/memory-run-store.js';
import { run, runSlot } from '../fixtures.js';
import { type Observatory, startObservatory } from '../observatory.js';

const PARAMS = { duration: 5 };
const S2 = 'observatory.pysmurf-controller-s2';

/** An observatory whose slots have taken noise three times. */
async function experienced(
  t: TestContext,
  slots = [{}, {}],
  store: RunStore = createMemoryRunStore(),
): Promise<Observatory & { readonly store: RunStore }> {
  const site = await startObservatory(t, { slots, store });
  for (let round = 0; round < 3; round += 1)
    await site.end(await site.start('take_noise', { params: PARAMS }));
  return { ...site, store };
}

const late = ({ overdue }: Core, address = S2) =>
  overdue.on(address).map(({ runId, operation, since, usualSeconds }) => ({
    ...{ runId, operation, since },
    usual: Math.round(usualSeconds),
  }));

describe('an operation that hangs', () => {
  it('is overdue after half as long again as usual and 10 s, and no longer after its end', async (t) => {
    const { core, clock, slots, start, cancel, end } = await experienced(t);
    slots[0]?.fault({ kind: 'hang', operation: 'take_noise' });
    const begun = await start('take_noise', { params: PARAMS });
    const changed: string[] = [];
    core.overdue.changes.listen(({ id }) => changed.push(id));
    const revision = () => core.registry.byAddress(S2)?.revision ?? 0;
    await clock.advance(14_900);
    assert.deepEqual([late(core), changed], [[], []]);
    const before = revision();
    await clock.advance(200);
    const [known] = late(core);
    assert.ok(known);
    assert.deepEqual([known.runId, known.operation, known.usual], [begun.id, 'take_noise', 5]);
    const accepted = (await core.runs.get(begun.id))?.slots[0]?.acceptedAt?.getTime() ?? 0;
    assert.ok(Math.abs(known.since.getTime() - accepted - 15_000) < 50);
    assert.deepEqual(changed, [begun.id]);
    assert.ok(revision() > before, 'the slot is published again');
    assert.deepEqual(late(core, 'observatory.pysmurf-controller-s3'), [], 'it has ended');
    await cancel(begun);
    await clock.advance(1000);
    slots[0]?.fault({ kind: 'crash' });
    await end(begun);
    assert.deepEqual(late(core), []);
  });

  it('is not overdue without a past with the same parameters', async (t) => {
    const { core, clock, slots, start } = await experienced(t, [{}]);
    slots[0]?.fault({ kind: 'hang', operation: 'take_noise' });
    await start('take_noise', { params: { duration: 6 } });
    await clock.advance(600_000);
    assert.deepEqual(late(core), []);
  });

  it('is overdue after a restart of the server, too', async (t) => {
    const { clock, slots, start, restart } = await experienced(t, [{}]);
    slots[0]?.fault({ kind: 'hang', operation: 'take_noise' });
    const begun = await start('take_noise', { params: PARAMS });
    await clock.advance(100);
    const core = await restart();
    await clock.until(() => late(core).length > 0, 'it is overdue', 30_000);
    assert.equal(late(core)[0]?.runId, begun.id);
  });

  it('is overdue later if the store did not work', async (t) => {
    const memory = createMemoryRunStore();
    let works = true;
    const store: RunStore = {
      ...memory,
      results: (query) => (works ? memory.results(query) : Promise.reject(new Error('the disk is full'))),
    };
    const { core, clock, slots, start } = await experienced(t, [{}], store);
    slots[0]?.fault({ kind: 'hang', operation: 'take_noise' });
    const begun = await start('take_noise', { params: PARAMS });
    works = false;
    await clock.advance(20_000);
    assert.deepEqual(late(core), []);
    works = true;
    await clock.advance(60_000);
    assert.equal(late(core)[0]?.runId, begun.id);
  });

  it('is overdue if another server has started it', async (t) => {
    const { clock, restart, store } = await experienced(t, [{}]);
    const slots = [runSlot('RUNNING', 2, { acceptedAt: clock.now() })];
    const change = { driver: 'another', params: PARAMS, startTime: clock.now(), slots };
    await store.create(run([], { id: 'theirs', ...change }));
    const core = await restart();
    await clock.until(() => late(core).length > 0, 'it is overdue', 30_000);
    assert.equal(late(core)[0]?.runId, 'theirs');
  });
});

describe('zero_biases', () => {
  it('is not overdue while the set_biases that it started runs', async (t) => {
    const { core, clock, start } = await startObservatory(t);
    const changed: string[] = [];
    core.overdue.changes.listen(({ id }) => changed.push(id));
    for (let round = 0; round < 5; round += 1) {
      const { id } = await start('zero_biases');
      const isEnded = async () => (await core.runs.get(id))?.endTime;
      await clock.until(isEnded, 'its end');
    }
    assert.deepEqual(changed, []);
  });
});

describe('a process', () => {
  it('is never overdue: it runs until it is stopped', async (t) => {
    const { core, clock, start, stop, end } = await startObservatory(t);
    for (let round = 0; round < 3; round += 1) {
      const run = await start('stream');
      await clock.advance(5000);
      await end(stop('stream'));
      await end(run);
    }
    await start('stream');
    await clock.advance(600_000);
    assert.deepEqual(late(core), []);
  });
});

describe('the past of a run', () => {
  it('is not read if the run ends within seconds', async (t) => {
    const memory = createMemoryRunStore();
    let reads = 0;
    const store = {
      ...memory,
      results(query: Parameters<typeof memory.results>[0]) {
        reads += 1;
        return memory.results(query);
      },
    };
    const { clock, start, end } = await startObservatory(t, { store });
    await end(await start('take_noise', { params: { duration: 1 } }));
    await clock.advance(60_000);
    assert.equal(reads, 0);
    await start('take_noise', { params: { duration: 30 } });
    await clock.advance(20_000);
    assert.equal(reads, 1);
  });
});
