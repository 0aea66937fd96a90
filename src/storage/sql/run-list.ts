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
  const from = await sourceOf(database, filter);
  const found = await seqsFrom(database, from, isForward ? 'older' : 'newer', place, size + 1);
  const behind = place !== null && (await isAnyOn(database, from, isForward ? 'newer' : 'older', place));
  const runs = await readRuns(database, found.slice(0, size));
  return {
    runs: isForward ? runs : runs.reverse(),
    hasNextPage: isForward ? found.length > size : behind,
    hasPreviousPage: isForward ? behind : found.length > size,
    totalCount: await count(database, filter, from),
  };
}

/** The rows that a query reads first, their columns that order the list, and all conditions of the filter. */
interface Source {
  readonly from: Condition;
  readonly start: Condition;
  readonly seq: Condition;
  readonly conditions: readonly Condition[];
}

/** The tables with the names of the slots and the labels of all runs. Both have the order of the list. */
const NAMES = { table: sql`run_names`, value: sql`run_names.name` };
const LABELS = { table: sql`run_labels`, value: sql`run_labels.label` };

const orderOf = (table: Condition) => ({ start: sql`${table}.start_time`, seq: sql`${table}.run` });
const RUNS = { from: sql`runs`, start: sql`runs.start_time`, seq: sql`runs.seq` };

const has = ({ value }: typeof NAMES, text: string) => sql`${value} = ${searchable(text)}`;

/** The same condition for a query that reads other rows first. */
function alsoHas(index: typeof NAMES, text: string, of: Pick<Source, 'start' | 'seq'>): Condition {
  const { start, seq } = orderOf(index.table);
  return sql`exists (
    select 1 from ${index.table} where ${has(index, text)} and ${start} = ${of.start} and ${seq} = ${of.seq}
  )`;
}

/** Reading the runs of a label one by one takes longer than reading an index of all runs if the label has more runs. */
const FEW_RUNS = 5000;

/** A filter by slot reads the names. A filter by label reads the labels, or if that would take longer, the runs. */
async function sourceOf(database: Database, filter: RunFilter): Promise<Source> {
  const { slot, label } = filter;
  if (label === undefined) {
    if (slot === undefined) return { ...RUNS, conditions: matching(filter, RUNS) };
    const order = orderOf(NAMES.table);
    const from = joined(NAMES.table);
    return { from, ...order, conditions: [has(NAMES, slot), ...matching(filter, order)] };
  }
  const isOfRuns = hasMore(filter) && !(await hasFewRuns(database, label));
  const order = isOfRuns ? RUNS : orderOf(LABELS.table);
  const from = isOfRuns ? RUNS.from : hasMore(filter) ? joined(LABELS.table) : LABELS.table;
  const labelled = isOfRuns ? alsoHas(LABELS, label, RUNS) : has(LABELS, label);
  const named = slot === undefined ? [] : [alsoHas(NAMES, slot, order)];
  return { from, ...order, conditions: [labelled, ...named, ...matching(filter, order)] };
}

const joined = (table: Condition) => sql`${table} join runs on runs.seq = ${table}.run`;

async function hasFewRuns(database: Database, label: string): Promise<boolean> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from (
      select run from ${LABELS.table} where ${has(LABELS, label)} limit ${FEW_RUNS + 1}
    ) as labelled
  `.execute(database);
  return Number(rows[0]?.total ?? 0) <= FEW_RUNS;
}

/** Whether a filter has conditions on columns that only the table of the runs has. */
function hasMore({ slot: _slot, label: _label, since: _since, until: _until, ...more }: RunFilter): boolean {
  return Object.keys(more).length > 0;
}

/** Up to `limit` runs on one side of `place`, nearest first. If `place` is null, from the end of the list. */
async function seqsFrom(
  database: Database,
  { from, start, seq, conditions }: Source,
  side: 'older' | 'newer',
  place: Place | null,
  limit: number,
): Promise<readonly number[]> {
  const beyond = side === 'older' ? sql`<` : sql`>`;
  const order = side === 'older' ? sql`desc` : sql`asc`;
  const all = [
    ...conditions,
    ...(place ? [sql`(${start}, ${seq}) ${beyond} (${place.start_time}, ${place.seq})`] : []),
  ];
  const { rows } = await sql<{ seq: number }>`
    select ${seq} as seq from ${from} ${where(all)}
    order by ${start} ${order}, ${seq} ${order} limit ${limit}
  `.execute(database);
  return rows.map((row) => row.seq);
}

/** True if the run at the place, or a run on this side of it, matches. */
async function isAnyOn(
  database: Database,
  from: Source,
  side: 'older' | 'newer',
  { start_time, seq }: Place,
): Promise<boolean> {
  const next = { start_time, seq: side === 'older' ? seq + 1 : seq - 1 };
  return (await seqsFrom(database, from, side, next, 1)).length > 0;
}

/** The same conditions as `matchesFilter` of the core, except the slot and the label. */
function matching(filter: RunFilter, { start }: Pick<Source, 'start'>): Condition[] {
  const { operation, statuses, actions, via, requestedBy, ids, retriesOf, since, until } = filter;
  return [
    ...(operation === undefined ? [] : [sql`runs.operation = ${searchable(operation)}`]),
    ...(statuses === undefined ? [] : [oneOf(sql`runs.status`, statuses)]),
    ...(actions === undefined ? [] : [oneOf(sql`runs.action`, actions)]),
    ...(via === undefined ? [] : [sql`runs.via = ${via}`]),
    ...(ids === undefined ? [] : [oneOf(sql`runs.id`, ids)]),
    ...(retriesOf === undefined ? [] : [oneOf(sql`runs.retry_of`, retriesOf)]),
    ...(requestedBy === undefined ? [] : [sql`runs.requested_by = ${searchable(requestedBy)}`]),
    ...ofTime(start, { since, until }),
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

async function count(database: Database, filter: RunFilter, source: Source): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total ${counted(filter, source)}
  `.execute(database);
  return Number(rows[0]?.total ?? 0);
}

/**
 * A filter by slot alone counts the names. With other conditions, the query reads the runs from an index that covers
 * these conditions, and looks up the name of each: the reverse order takes three times as long.
 */
function counted(filter: RunFilter, { from, start, conditions }: Source): Condition {
  const { slot, label, since, until, ...more } = filter;
  if (slot === undefined || label !== undefined) return sql`from ${from} ${where(conditions)}`;
  if (!hasMore(filter)) {
    const own = [has(NAMES, slot), ...ofTime(start, { since, until })];
    return sql`from ${NAMES.table} ${where(own)}`;
  }
  const times = { ...(since && { since }), ...(until && { until }) };
  return sql`from runs ${where([...matching({ ...more, ...times }, RUNS), alsoHas(NAMES, slot, RUNS)])}`;
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
