import { type Kysely, sql, type Transaction } from 'kysely';
import type { PeerOrder } from '../../core/runs/peers.js';
import type { Run } from '../../core/runs/run.js';
import { latestOf, type RunChanges, type RunStore } from '../../core/runs/run-store.js';
import { StorageError } from '../storage-error.js';
import { annotateEnded, putLabels } from './annotate-ended.js';
import { type Announce, announceNothing } from './announce.js';
import { readRuns } from './read-runs.js';
import { listRuns } from './run-list.js';
import { dataRow, eventRow, namesOf, runRow, searchable, slotRow } from './run-rows.js';
import { putResults, readResults } from './slot-results.js';
import type { Tables } from './tables.js';

type Database = Kysely<Tables>;

/** How several servers share the database. */
export interface Sharing {
  readonly announce: Announce;
  /**
   * The id of this server: the driver of its new runs. Null if the database is not shared.
   * @throws {StorageError} while the lock is lost
   */
  driver(): string | null;
  /** Sends an order to the other servers in a transaction with something else. */
  order(transaction: Transaction<Tables>, order: PeerOrder): Promise<void>;
}

const NOT_SHARED: Sharing = { announce: announceNothing, driver: () => null, order: async () => {} };

/**
 * Runs in a SQL database. Each write is one transaction, and events write only their own slots. A write with an older
 * revision changes nothing, so a write can be repeated if it is unknown whether it was executed.
 */
export function createSqlRunStore(database: Database, sharing: Sharing = NOT_SHARED): RunStore {
  const { announce } = sharing;
  const runs = database.selectFrom('runs').select('seq');
  return {
    create: (run) =>
      database.transaction().execute(async (transaction) => {
        const isStored = (await insertRun(transaction, run, sharing)) !== null;
        if (isStored) await announce(transaction, { run: run.id });
        return isStored;
      }),
    append: (changes) =>
      database.transaction().execute(async (transaction) => {
        const isStored = await appendChanges(transaction, changes, sharing);
        if (isStored) await announce(transaction, { run: latestOf(changes).id });
        return isStored;
      }),
    async annotate(id, event, onStored) {
      const { run, isChanged } = await database.transaction().execute(async (transaction) => {
        const edited = await annotateEnded(transaction, id, event);
        if (edited.isChanged) await sharing.order(transaction, { kind: 'ANNOTATED', run: id });
        return edited;
      });
      if (run && isChanged) onStored(run);
      return run;
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
    results: (query) => readResults(database, query),
  };
}

/** @returns the number of the run; null if another run has the same request id */
async function insertRun(
  transaction: Transaction<Tables>,
  run: Run,
  { driver }: Sharing,
): Promise<number | null> {
  const ours = driver();
  if (run.action === 'RUN' && run.driver !== ours) {
    throw new StorageError('silent', 'the lock of this server was lost when the run began');
  }
  const newest = sql<number>`(select coalesce(max(seq), 0) from orders)`;
  const made = await transaction
    .insertInto('runs')
    .values({ ...runRow(run), driver: ours, orders_before: newest })
    .onConflict((conflict) => conflict.doNothing())
    .returning('seq')
    .executeTakeFirst();
  if (!made) return (await find(transaction, run.id))?.seq ?? null;
  const { seq } = made;
  const { revision, slots } = run;
  if (slots.length > 0) {
    const rows = slots.map((slot, place) => ({ run: seq, ...slotRow(slot, place, revision) }));
    await transaction.insertInto('run_slots').values(rows).execute();
    const names = namesOf(run).map((name) => ({ run: seq, name, start_time: run.startTime.getTime() }));
    await transaction.insertInto('run_names').values(names).execute();
  }
  if (run.labels.length > 0) await putLabels(transaction, run, seq);
  await putData(
    transaction,
    run,
    seq,
    slots.map((_slot, place) => ({ place })),
  );
  await putResults(transaction, run, seq, slots);
  return seq;
}

const seqOf = ({ seq }: { readonly seq: number }) => seq;

const find = (transaction: Transaction<Tables>, id: string) =>
  transaction.selectFrom('runs').select(['seq', 'driver']).where('id', '=', id).executeTakeFirst();

/** @returns false if another server executes the run: a stop or an abort needs no lock, so any server can store it */
async function appendChanges(
  transaction: Transaction<Tables>,
  changes: RunChanges,
  sharing: Sharing,
): Promise<boolean> {
  const run = latestOf(changes);
  const { revision, status, end_time, body } = runRow(run);
  const changed = await transaction
    .updateTable('runs')
    .set({ revision, status, end_time: end_time ?? null, body })
    .where('id', '=', run.id)
    .where('revision', '<', revision)
    .where((where) =>
      where.or([where('action', '!=', 'RUN'), where('driver', 'is not distinct from', run.driver)]),
    )
    .returning('seq')
    .executeTakeFirst();
  const stored = changed ? null : await find(transaction, run.id);
  if (run.action === 'RUN' && stored && stored.driver !== run.driver) return false;
  const seq = changed?.seq ?? stored?.seq ?? (await insertRun(transaction, run, sharing));
  if (seq === null) return false;
  const events = changes.map(({ event }) => event);
  if (changed && events.some(({ type }) => type === 'ANNOTATED')) await putLabels(transaction, run, seq);
  const places = new Set(events.flatMap((event) => ('slot' in event ? event.slot : [])));
  if (places.size > 0) await putSlots(transaction, run, seq, [...places]);
  await transaction
    .insertInto('run_events')
    .values(changes.map((change) => ({ run: seq, ...eventRow(change) })))
    .onConflict((conflict) => conflict.columns(['run', 'revision']).doNothing())
    .execute();
  return true;
}

async function putSlots(
  transaction: Transaction<Tables>,
  run: Run,
  seq: number,
  places: readonly number[],
): Promise<void> {
  const { slots, revision } = run;
  const rows = places.flatMap((place) => {
    const slot = slots[place];
    return slot ? { run: seq, ...slotRow(slot, place, revision) } : [];
  });
  const put = await transaction
    .insertInto('run_slots')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['run', 'place'])
        .doUpdateSet((set) => ({ revision: set.ref('excluded.revision'), body: set.ref('excluded.body') }))
        .where(sql<boolean>`run_slots.revision < excluded.revision`),
    )
    .returning('place')
    .execute();
  await putResults(
    transaction,
    run,
    seq,
    put.flatMap(({ place }) => slots[place] ?? []),
  );
  await putData(transaction, run, seq, put);
}

/** Stores the session data of these slots. */
async function putData(
  transaction: Transaction<Tables>,
  { slots }: Run,
  seq: number,
  places: readonly { readonly place: number }[],
): Promise<void> {
  const rows = places.flatMap(({ place }) => {
    const slot = slots[place];
    const row = slot && dataRow(slot, place);
    return row ? { run: seq, ...row } : [];
  });
  if (rows.length === 0) return;
  await transaction
    .insertInto('session_data')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['run', 'place'])
        .doUpdateSet((set) => ({ bytes: set.ref('excluded.bytes'), data: set.ref('excluded.data') })),
    )
    .execute();
}
