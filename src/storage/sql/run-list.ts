import { type Kysely, type RawBuilder, sql } from 'kysely';
import { RequestError } from '../../core/errors.js';
import type { PageRequest, RunFilter, RunPage } from '../../core/runs/run-store.js';
import { readRuns } from './read-runs.js';
import { searchable } from './run-rows.js';
import type { Tables } from './tables.js';

type Database = Kysely<Tables>;
type Condition = RawBuilder<unknown>;

/** The position of a run in the list: ordered by start, then by creation. */
interface Place {
  readonly start_time: number;
  readonly seq: number;
}

/** @throws {RequestError} if the run of the cursor is not stored */
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

/** What a run can have several of, each in a table with the order of the list. */
const INDEXES = {
  slot: { table: sql`run_names`, value: sql`run_names.name` },
  label: { table: sql`run_labels`, value: sql`run_labels.label` },
} as const;

type Indexed = keyof typeof INDEXES;

/** The index that a query reads; null for the runs themselves. */
function indexOf({ slot, label }: RunFilter): Indexed | null {
  if (label !== undefined) return 'label';
  return slot === undefined ? null : 'slot';
}

/** The tables of a query. */
function source(filter: RunFilter) {
  const index = indexOf(filter);
  if (index === null) return { from: sql`runs`, start: sql`runs.start_time`, seq: sql`runs.seq` };
  const { table } = INDEXES[index];
  return {
    from: sql`${table} join runs on runs.seq = ${table}.run`,
    start: sql`${table}.start_time`,
    seq: sql`${table}.run`,
  };
}

/** The condition of the filter on the index itself. */
function inIndex(index: Indexed, filter: RunFilter): Condition {
  return sql`${INDEXES[index].value} = ${searchable(filter[index] ?? '')}`;
}

/** The condition of the filter on a run that is read from somewhere else. */
function hasInIndex(index: Indexed, filter: RunFilter): Condition {
  const { table } = INDEXES[index];
  return sql`exists (
    select 1 from ${table}
    where ${inIndex(index, filter)} and ${table}.start_time = runs.start_time and ${table}.run = runs.seq
  )`;
}

/** Up to `limit` runs on one side of `place`, nearest first. If `place` is null, from the end of the list. */
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
    ...ofIndexes(filter),
    ...(place ? [sql`(${start}, ${seq}) ${beyond} (${place.start_time}, ${place.seq})`] : []),
  ];
  const { rows } = await sql<{ seq: number }>`
    select ${seq} as seq from ${from} ${where(conditions)}
    order by ${start} ${order}, ${seq} ${order} limit ${limit}
  `.execute(database);
  return rows.map((row) => row.seq);
}

/** True if the run at the place, or a run on this side of it, matches. */
async function isAnyOn(
  database: Database,
  filter: RunFilter,
  side: 'older' | 'newer',
  { start_time, seq }: Place,
): Promise<boolean> {
  const next = { start_time, seq: side === 'older' ? seq + 1 : seq - 1 };
  return (await seqsFrom(database, filter, side, next, 1)).length > 0;
}

/** The conditions on the slot and the label: one is read from its index. */
function ofIndexes(filter: RunFilter): Condition[] {
  const read = indexOf(filter);
  return indexesIn(filter).map((index) =>
    index === read ? inIndex(index, filter) : hasInIndex(index, filter),
  );
}

const indexesIn = (filter: RunFilter): Indexed[] =>
  (['label', 'slot'] as const).filter((index) => filter[index] !== undefined);

/** The same conditions as `matchesFilter` of the core, except the slot and the label. */
function matching(filter: RunFilter): Condition[] {
  const { operation, statuses, actions, via, requestedBy, ids, retriesOf, since, until } = filter;
  return [
    ...(operation === undefined ? [] : [sql`runs.operation = ${searchable(operation)}`]),
    ...(statuses === undefined ? [] : [oneOf(sql`runs.status`, statuses)]),
    ...(actions === undefined ? [] : [oneOf(sql`runs.action`, actions)]),
    ...(via === undefined ? [] : [sql`runs.via = ${via}`]),
    ...(ids === undefined ? [] : [oneOf(sql`runs.id`, ids)]),
    ...(retriesOf === undefined ? [] : [oneOf(sql`runs.retry_of`, retriesOf)]),
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

/** PostgreSQL rejects an empty list. */
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
 * A filter by slot or label alone counts in its index. With other conditions, the query reads the runs from an index
 * that covers these conditions, and looks up the name of each: the reverse order takes three times as long.
 */
function counted(filter: RunFilter): Condition {
  const { slot, label, since, until, ...more } = filter;
  const indexes = indexesIn(filter);
  const [index] = indexes;
  if (index === undefined) return sql`from runs ${where(matching(filter))}`;
  if (indexes.length === 1 && Object.keys(more).length === 0) {
    const { table } = INDEXES[index];
    const conditions = [inIndex(index, filter), ...ofTime(sql`${table}.start_time`, { since, until })];
    return sql`from ${table} ${where(conditions)}`;
  }
  const times = ofTime(sql`runs.start_time`, { since, until });
  const named = indexes.map((one) => hasInIndex(one, filter));
  return sql`from runs ${where([...matching(more), ...times, ...named])}`;
}

async function placeOf(database: Database, argument: string, cursor: string): Promise<Place> {
  const found = await database
    .selectFrom('runs')
    .select(['start_time', 'seq'])
    .where('id', '=', cursor)
    .executeTakeFirst();
  if (found) return found;
  throw new RequestError('BAD_USER_INPUT', `${argument} is "${cursor}", but no stored run has this cursor.`);
}
