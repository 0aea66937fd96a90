import { type Kysely, sql, type Transaction } from 'kysely';
import type { Run } from '../../core/runs/run.js';
import type { RunEvent } from '../../core/runs/run-events.js';
import type { RunStore } from '../../core/runs/run-store.js';
import { readRuns } from './read-runs.js';
import { listRuns } from './run-list.js';
import { dataRow, eventRow, namesOf, runRow, searchable, slotRow } from './run-rows.js';
import type { Tables } from './tables.js';

type Database = Kysely<Tables>;

/**
 * Runs in a SQL database. Each write is one transaction, and an event writes only its own slot. A write with an older
 * revision changes nothing, so a write can be repeated if it is unknown whether it was executed.
 */
export function createSqlRunStore(database: Database): RunStore {
  const runs = database.selectFrom('runs').select('seq');
  return {
    async create(run) {
      await database.transaction().execute((transaction) => insertRun(transaction, run));
    },
    async append(run, event) {
      await database.transaction().execute((transaction) => appendEvent(transaction, run, event));
    },
    async drop(id) {
      await database.deleteFrom('runs').where('id', '=', id).execute();
    },
    async get(id) {
      const found = await runs.where('id', '=', id).execute();
      const [run] = await readRuns(database, found.map(seqOf));
      return run;
    },
    async ofRequest({ by, id }) {
      const found = await runs
        .where('request_id', '=', searchable(id))
        .where('requested_by', 'is not distinct from', searchable(by))
        .orderBy('seq', 'desc')
        .limit(1)
        .execute();
      const [run] = await readRuns(database, found.map(seqOf));
      return run;
    },
    async open() {
      const found = await runs.where('status', '=', 'RUNNING').orderBy('start_time').orderBy('seq').execute();
      return await readRuns(database, found.map(seqOf));
    },
    list: (filter, page) => listRuns(database, filter, page),
  };
}

async function insertRun(transaction: Transaction<Tables>, run: Run): Promise<number> {
  const made = await transaction
    .insertInto('runs')
    .values(runRow(run))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('seq')
    .executeTakeFirst();
  if (!made) return await findSeq(transaction, run.id);
  const { seq } = made;
  const { revision, slots } = run;
  if (slots.length > 0) {
    const rows = slots.map((slot, place) => ({ run: seq, ...slotRow(slot, place, revision) }));
    await transaction.insertInto('run_slots').values(rows).execute();
    const names = namesOf(run).map((name) => ({ run: seq, name, start_time: run.startTime.getTime() }));
    await transaction.insertInto('run_names').values(names).execute();
  }
  const data = slots.flatMap((slot, place) => dataRow(slot, place) ?? []);
  for (const row of data)
    await transaction
      .insertInto('session_data')
      .values({ run: seq, ...row })
      .execute();
  return seq;
}

const seqOf = ({ seq }: { readonly seq: number }) => seq;

async function findSeq(transaction: Transaction<Tables>, id: string): Promise<number> {
  const { seq } = await transaction
    .selectFrom('runs')
    .select('seq')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return seq;
}

async function appendEvent(transaction: Transaction<Tables>, run: Run, event: RunEvent): Promise<void> {
  const { revision, status, end_time, body } = runRow(run);
  const changed = await transaction
    .updateTable('runs')
    .set({ revision, status, end_time: end_time ?? null, body })
    .where('id', '=', run.id)
    .where('revision', '<', revision)
    .returning('seq')
    .executeTakeFirst();
  const seq = changed?.seq ?? (await insertRun(transaction, run));
  if ('slot' in event) await putSlot(transaction, run, seq, event.slot);
  await transaction
    .insertInto('run_events')
    .values({ run: seq, ...eventRow(run, event) })
    .onConflict((conflict) => conflict.columns(['run', 'revision']).doNothing())
    .execute();
}

async function putSlot(
  transaction: Transaction<Tables>,
  run: Run,
  seq: number,
  place: number,
): Promise<void> {
  const slot = run.slots[place];
  if (!slot) return;
  const put = await transaction
    .insertInto('run_slots')
    .values({ run: seq, ...slotRow(slot, place, run.revision) })
    .onConflict((conflict) =>
      conflict
        .columns(['run', 'place'])
        .doUpdateSet((set) => ({ revision: set.ref('excluded.revision'), body: set.ref('excluded.body') }))
        .where(sql<boolean>`run_slots.revision < excluded.revision`),
    )
    .returning('place')
    .executeTakeFirst();
  const data = put && dataRow(slot, place);
  if (!data) return;
  await transaction
    .insertInto('session_data')
    .values({ run: seq, ...data })
    .onConflict((conflict) =>
      conflict
        .columns(['run', 'place'])
        .doUpdateSet((set) => ({ bytes: set.ref('excluded.bytes'), data: set.ref('excluded.data') })),
    )
    .execute();
}
