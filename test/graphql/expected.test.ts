import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { RunStore } from '../../src/core/runs/run-store.js';
import { createMemoryRunStore } from '../../src/storage/memory-run-store.js';
import { startObservatory } from '../core/observatory.js';
import { measured, succeeded } from '../core/runs/measured-run.js';
import { sqliteRunStore } from '../storage/sqlite-run-store.js';
import { inProcess } from './in-process.js';

interface Expected {
  readonly expectedEndTime: string | null;
  readonly overdue: boolean;
  readonly status: string;
}
interface RunAnswer extends Expected {
  readonly slots: readonly (Expected & { readonly acceptedAt: string })[];
}
interface Problems {
  readonly instances: readonly { readonly problems: readonly { readonly code: string }[] }[];
}

const FIELDS = 'status expectedEndTime overdue slots { status acceptedAt expectedEndTime overdue }';
const PARAMS = { duration: 300 };

/** The slot has taken noise of the same duration in 20 s, which the simulator does not. */
async function filled(store: RunStore): Promise<RunStore> {
  const began = (minute: number) => new Date(Date.UTC(2026, 10, 25, 3, minute));
  for (const minute of [1, 2, 3]) {
    await store.create(measured(minute, [succeeded(2, 20)], { params: PARAMS, startTime: began(minute) }));
  }
  return store;
}

const STORES: Readonly<Record<string, (t: TestContext) => Promise<RunStore>>> = {
  memory: async () => createMemoryRunStore(),
  SQLite: sqliteRunStore,
};

async function until(isReached: () => Promise<boolean>): Promise<void> {
  while (!(await isReached()));
}

describe('a run that takes far longer than usual', () => {
  for (const [name, make] of Object.entries(STORES)) {
    it(`has an expected end, and is overdue (${name})`, async (t) => {
      const store = await filled(await make(t));
      const { core, clock, start, cancel } = await startObservatory(t, { store });
      const { ask } = inProcess(core);
      const { id } = await start('take_noise', { params: PARAMS });
      const asked = async () => (await ask<{ run: RunAnswer }>(`{ run(id: "${id}") { ${FIELDS} } }`)).run;
      await clock.until(async () => (await asked()).slots[0]?.acceptedAt, 'it is accepted');
      const { expectedEndTime, overdue, slots } = await asked();
      const end = new Date(Date.parse(slots[0]?.acceptedAt ?? '') + 20_000).toISOString();
      assert.deepEqual([expectedEndTime, overdue], [end, false]);
      assert.deepEqual([slots[0]?.expectedEndTime, slots[0]?.overdue], [end, false]);
      await clock.advance(35_000);
      const late = await asked();
      assert.deepEqual([late.overdue, late.slots[0]?.overdue, late.expectedEndTime], [true, true, end]);
      await cancel({ ...late, id } as never);
    });
  }

  it('shows that in the subscriptions of runs, and as a problem of the slot', async (t) => {
    const store = await filled(createMemoryRunStore());
    const { core, clock, start } = await startObservatory(t, { store });
    const { ask, subscribe } = inProcess(core);
    const { id } = await start('take_noise', { params: PARAMS });
    const all = await subscribe<{ runs: RunAnswer }>(`subscription { runs { ${FIELDS} } }`);
    const one = await subscribe<{ runUpdates: RunAnswer }>(
      `subscription { runUpdates(id: "${id}") { ${FIELDS} } }`,
    );
    const slots = await subscribe<{ smurfInstances: Problems }>(
      'subscription { smurfInstances { instances { problems { code } } } }',
    );
    await clock.advance(25_000);
    const reading = [
      until(async () => (await all.next()).runs.overdue),
      until(async () => (await one.next()).runUpdates.overdue),
      until(async () => {
        const [slot] = (await slots.next()).smurfInstances.instances;
        return slot?.problems.some(({ code }) => code === 'OVERDUE') ?? false;
      }),
    ];
    await clock.settle(Promise.all(reading), 'every subscription has reported it', 5500);
    const { smurfInstances } = await ask<{
      smurfInstances: { health: string; problems: { code: string }[] }[];
    }>('{ smurfInstances { health problems { code operation message since } } }');
    assert.equal(smurfInstances[0]?.health, 'WARNING');
    for (const reader of [all, one, slots]) await reader.leave();
  });

  it('has no expected end after its end, or for a slot that has not succeeded before', async (t) => {
    const { core, clock, start, end } = await startObservatory(t, {
      store: await filled(createMemoryRunStore()),
    });
    const { ask } = inProcess(core);
    const asked = async (id: string) =>
      (await ask<{ run: RunAnswer }>(`{ run(id: "${id}") { ${FIELDS} } }`)).run;
    const other = await start('take_noise', { params: { duration: 30 } });
    await clock.advance(5000);
    assert.equal((await asked(other.id)).expectedEndTime, null);
    await end(other);
    const run = await start('take_noise', { params: PARAMS });
    await clock.advance(60_000);
    assert.equal((await asked(run.id)).overdue, true);
    await end(run);
    const { expectedEndTime, overdue, slots } = await asked(run.id);
    assert.deepEqual([expectedEndTime, overdue], [null, false]);
    assert.deepEqual([slots[0]?.expectedEndTime, slots[0]?.overdue], [null, false]);
    const { smurfInstances } = await ask<{ smurfInstances: unknown[] }>(
      '{ smurfInstances { problems { code } } }',
    );
    assert.deepEqual(smurfInstances, [{ problems: [] }]);
  });

  it('is not compared with its past after its end', async (t) => {
    const { core } = await startObservatory(t, { store: await filled(createMemoryRunStore()) });
    const overdue = { ...core.overdue, usual: async () => assert.fail('nothing has to be read') };
    const { runs } = await inProcess({ ...core, overdue }).ask<{ runs: { nodes: RunAnswer[] } }>(
      `{ runs { nodes { ${FIELDS} } } }`,
    );
    assert.deepEqual(
      runs.nodes.map((run) => run.overdue || run.slots[0]?.overdue),
      [false, false, false],
    );
  });
});
