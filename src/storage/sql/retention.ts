import { type Kysely, sql } from 'kysely';
import { dropOrders } from './orders.js';
import type { Tables } from './tables.js';

/** How long, and how much of, ended runs are stored. */
export interface Retention {
  readonly maxAgeDays: number;
  readonly maxRuns: number;
  /** Maximum size of all session data. Beyond it, the data of the oldest runs are dropped; their outcomes stay. */
  readonly maxBytes: number;
}

export const DEFAULT_RETENTION: Retention = { maxAgeDays: 730, maxRuns: 100_000, maxBytes: 1024 ** 3 };

/** Number of runs that are dropped in one write. Other writes wait for it. */
const AT_ONCE = 500;
const DAY_MS = 24 * 3600_000;

type Database = Kysely<Tables>;

/** Drops old runs in several small writes. Nothing of an open run is dropped, regardless of its age. */
export async function makeRoom(database: Database, retention: Retention, now: Date): Promise<void> {
  const { maxAgeDays, maxRuns, maxBytes } = retention;
  const oldest = await startOfNewest(database, maxRuns);
  const bound = Math.max(now.getTime() - maxAgeDays * DAY_MS, oldest ?? Number.NEGATIVE_INFINITY);
  let dropped = AT_ONCE;
  while (dropped === AT_ONCE) dropped = await dropBefore(database, bound);
  await dropData(database, maxBytes);
  await dropOrders(database, new Date(now.getTime() - DAY_MS));
  await database
    .deleteFrom('unresolved')
    .where('acknowledged_at', 'is not', null)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('runs').select('seq').whereRef('runs.id', '=', 'unresolved.run_id'))),
    )
    .execute();
}

/** Runs that began before this time exceed `count` ended runs; undefined if no run does. */
async function startOfNewest(database: Database, count: number): Promise<number | undefined> {
  const first = await database
    .selectFrom('runs')
    .select('start_time')
    .where('status', '!=', 'RUNNING')
    .orderBy('start_time', 'desc')
    .orderBy('seq', 'desc')
    .offset(count)
    .limit(1)
    .executeTakeFirst();
  // This run is the newest one to drop.
  return first && first.start_time + 1;
}

async function dropBefore(database: Database, bound: number): Promise<number> {
  const some = await database
    .selectFrom('runs')
    .select('seq')
    .where('status', '!=', 'RUNNING')
    .where('start_time', '<', bound)
    .orderBy('start_time')
    .limit(AT_ONCE)
    .execute();
  if (some.length === 0) return 0;
  const seqs = some.map(({ seq }) => seq);
  await database.deleteFrom('runs').where('seq', 'in', seqs).execute();
  return seqs.length;
}

async function dropData(database: Database, maxBytes: number): Promise<void> {
  const newestFirst = await sql<{ run: number; bytes: number }>`
    select d.run as run, sum(d.bytes) as bytes from session_data d join runs r on r.seq = d.run
    where r.status <> 'RUNNING' group by d.run order by d.run desc
  `.execute(database);
  let kept = 0;
  const first = newestFirst.rows.find(({ bytes }) => {
    kept += Number(bytes);
    return kept > maxBytes;
  });
  if (!first) return;
  await sql`
    delete from session_data where run <= ${first.run}
    and run in (select seq from runs where status <> 'RUNNING')
  `.execute(database);
}
