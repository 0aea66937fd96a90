import { type Kysely, type RawBuilder, sql } from 'kysely';
import { RequestError } from '../../core/errors.js';
import type { PageRequest, RunFilter, RunPage } from '../../core/runs/run-store.js';
import { readRuns } from './read-runs.js';
import { searchable } from './run-rows.js';
import type { Tables } from './tables.js';

type Database = Kysely<Tables>;
type Condition = RawBuilder<unknown>;

/** Where a run stands in the list: by its start, and where two began together by their creation. */
interface Place {
  readonly start_time: number;
  readonly seq: number;
}

/** @throws {RequestError} if the run of the cursor is not kept */
export async function listRuns(database: Database, filter: RunFilter, page: PageRequest): Promise<RunPage> {
  const isForward = 'first' in page;
  const cursor = (isForward ? page.after : page.before) ?? null;
  const place = cursor === null ? null : await placeOf(database, isForward ? 'after' : 'before', cursor);
  const size = isForward ? page.first : page.last;
  const found = await seqsFrom(database, filter, isForward ? 'older' : 'newer', place, size + 1);
  const behind = place !== null && (await isAnyOn(database, filter, isForward ? 'newer' : 'older', place));
  const runs = await readRuns(database, found.slice(0, size));
  return {
    runs: isForward ? runs : runs.reverse(),
    hasNextPage: isForward ? found.length > size : behind,
    hasPreviousPage: isForward ? behind : found.length > size,
    totalCount: await count(database, filter),
  };
}

/** What a filter by slot reads in the order of the list, too: the names of the slots. */
function source({ slot }: RunFilter) {
  return slot === undefined
    ? { from: sql`runs`, start: sql`runs.start_time`, seq: sql`runs.seq` }
    : {
        from: sql`run_names join runs on runs.seq = run_names.run`,
        start: sql`run_names.start_time`,
        seq: sql`run_names.run`,
      };
}

/** Up to `limit` runs on one side of a place, beginning next to it; from the end of the list where it is null. */
async function seqsFrom(
  database: Database,
  filter: RunFilter,
  side: 'older' | 'newer',
  place: Place | null,
  limit: number,
): Promise<readonly number[]> {
  const { from, start, seq } = source(filter);
  const beyond = side === 'older' ? sql`<` : sql`>`;
  const order = side === 'older' ? sql`desc` : sql`asc`;
  const conditions = [
    ...matching(filter),
    ...(filter.slot === undefined ? [] : [sql`run_names.name = ${searchable(filter.slot)}`]),
    ...(place ? [sql`(${start}, ${seq}) ${beyond} (${place.start_time}, ${place.seq})`] : []),
  ];
  const { rows } = await sql<{ seq: number }>`
    select ${seq} as seq from ${from} ${where(conditions)}
    order by ${start} ${order}, ${seq} ${order} limit ${limit}
  `.execute(database);
  return rows.map((row) => row.seq);
}

/** Whether the place itself or anything on this side of it fits. */
async function isAnyOn(
  database: Database,
  filter: RunFilter,
  side: 'older' | 'newer',
  { start_time, seq }: Place,
): Promise<boolean> {
  const next = { start_time, seq: side === 'older' ? seq + 1 : seq - 1 };
  return (await seqsFrom(database, filter, side, next, 1)).length > 0;
}

/** As `matchesFilter` of the core, but for the slot. */
function matching(filter: RunFilter): Condition[] {
  const { operation, statuses, actions, via, requestedBy, since, until } = filter;
  return [
    ...(operation === undefined ? [] : [sql`runs.operation = ${searchable(operation)}`]),
    ...(statuses === undefined ? [] : [oneOf(sql`runs.status`, statuses)]),
    ...(actions === undefined ? [] : [oneOf(sql`runs.action`, actions)]),
    ...(via === undefined ? [] : [sql`runs.via = ${via}`]),
    ...(requestedBy === undefined ? [] : [sql`runs.requested_by = ${searchable(requestedBy)}`]),
    ...ofTime(source(filter).start, { since, until }),
  ];
}

function ofTime(start: Condition, { since, until }: { since?: Date | undefined; until?: Date | undefined }) {
  return [
    ...(since === undefined ? [] : [sql`${start} >= ${since.getTime()}`]),
    ...(until === undefined ? [] : [sql`${start} < ${until.getTime()}`]),
  ];
}

/** PostgreSQL takes no empty list. */
function oneOf(column: Condition, values: readonly string[]): Condition {
  return values.length === 0 ? sql`1 = 0` : sql`${column} in (${sql.join(values)})`;
}

function where(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? sql`` : sql`where ${sql.join([...conditions], sql` and `)}`;
}

async function count(database: Database, filter: RunFilter): Promise<number> {
  const { rows } = await sql<{ total: number }>`select count(*) as total ${counted(filter)}`.execute(
    database,
  );
  return Number(rows[0]?.total ?? 0);
}

/**
 * A slot alone is counted by its names. With more, the runs are read by an index that holds all that is asked of
 * them, and the name is looked for: to look up each run of a name takes three times as long.
 */
function counted(filter: RunFilter): Condition {
  const { slot, since, until, ...more } = filter;
  if (slot === undefined) return sql`from runs ${where(matching(filter))}`;
  const name = sql`run_names.name = ${searchable(slot)}`;
  if (Object.keys(more).length === 0) {
    const conditions = [name, ...ofTime(sql`run_names.start_time`, { since, until })];
    return sql`from run_names ${where(conditions)}`;
  }
  const named = sql`exists (
    select 1 from run_names
    where ${name} and run_names.start_time = runs.start_time and run_names.run = runs.seq
  )`;
  const times = ofTime(sql`runs.start_time`, { since, until });
  return sql`from runs ${where([...matching(more), ...times, named])}`;
}

async function placeOf(database: Database, argument: string, cursor: string): Promise<Place> {
  const found = await database
    .selectFrom('runs')
    .select(['start_time', 'seq'])
    .where('id', '=', cursor)
    .executeTakeFirst();
  if (found) return found;
  throw new RequestError('BAD_USER_INPUT', `${argument} is "${cursor}": no run of this cursor is kept.`);
}
