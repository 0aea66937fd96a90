import { type ExpressionBuilder, type ExpressionWrapper, type Kysely, type SqlBool, sql } from 'kysely';
import { RequestError } from '../../core/errors.js';
import type { PageRequest, RunFilter, RunPage } from '../../core/runs/run-store.js';
import { readRuns } from './read-runs.js';
import { searchable } from './run-rows.js';
import type { Tables } from './tables.js';

type Database = Kysely<Tables>;
type Runs = ExpressionBuilder<Tables, 'runs'>;

/** Where a run stands in the list: by its start, and where two began together by their creation. */
interface Place {
  readonly start_time: number;
  readonly seq: number;
}

const behind = ({ start_time, seq }: Place) => sql<SqlBool>`(start_time, seq) < (${start_time}, ${seq})`;
const before = ({ start_time, seq }: Place) => sql<SqlBool>`(start_time, seq) > (${start_time}, ${seq})`;
const notBefore = ({ start_time, seq }: Place) => sql<SqlBool>`(start_time, seq) <= (${start_time}, ${seq})`;
const notBehind = ({ start_time, seq }: Place) => sql<SqlBool>`(start_time, seq) >= (${start_time}, ${seq})`;

/** @throws {RequestError} if the run of the cursor is not kept */
export async function listRuns(database: Database, filter: RunFilter, page: PageRequest): Promise<RunPage> {
  const fits = (runs: Runs) => matching(runs, filter);
  const totalCount = await count(database, fits);
  if ('first' in page) {
    const place = page.after == null ? null : await placeOf(database, 'after', page.after);
    const runs = await readRuns(database, (all) => {
      const chosen = all.where(fits).orderBy('start_time', 'desc').orderBy('seq', 'desc');
      return (place ? chosen.where(behind(place)) : chosen).limit(page.first + 1);
    });
    return {
      runs: runs.slice(0, page.first),
      hasNextPage: runs.length > page.first,
      hasPreviousPage: place !== null && (await isAny(database, fits, notBehind(place))),
      totalCount,
    };
  }
  const place = page.before == null ? null : await placeOf(database, 'before', page.before);
  const oldestFirst = await readRuns(database, (all) => {
    const chosen = all.where(fits).orderBy('start_time').orderBy('seq');
    return (place ? chosen.where(before(place)) : chosen).limit(page.last + 1);
  });
  return {
    runs: oldestFirst.slice(0, page.last).reverse(),
    hasNextPage: place !== null && (await isAny(database, fits, notBefore(place))),
    hasPreviousPage: oldestFirst.length > page.last,
    totalCount,
  };
}

type Fits = (runs: Runs) => ExpressionWrapper<Tables, 'runs', SqlBool>;

/** As `matchesFilter` of the core, in SQL. */
function matching(runs: Runs, filter: RunFilter): ExpressionWrapper<Tables, 'runs', SqlBool> {
  const { operation, statuses, actions, via, requestedBy, slot, since, until } = filter;
  const named = (name: string) =>
    runs.selectFrom('run_names').select('run_names.run').where('run_names.name', '=', searchable(name));
  // PostgreSQL takes no empty list.
  const oneOf = (column: 'status' | 'action', values: readonly string[]) =>
    values.length === 0 ? runs.lit(false) : runs(column, 'in', values);
  return runs.and([
    ...(operation === undefined ? [] : [runs('operation', '=', searchable(operation))]),
    ...(statuses === undefined ? [] : [oneOf('status', statuses)]),
    ...(actions === undefined ? [] : [oneOf('action', actions)]),
    ...(via === undefined ? [] : [runs('via', '=', via)]),
    ...(requestedBy === undefined ? [] : [runs('requested_by', '=', searchable(requestedBy))]),
    ...(slot === undefined ? [] : [runs('seq', 'in', named(slot))]),
    ...(since === undefined ? [] : [runs('start_time', '>=', since.getTime())]),
    ...(until === undefined ? [] : [runs('start_time', '<', until.getTime())]),
  ]);
}

async function count(database: Database, fits: Fits): Promise<number> {
  const { total } = await database
    .selectFrom('runs')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .where(fits)
    .executeTakeFirstOrThrow();
  return total;
}

async function isAny(database: Database, fits: Fits, where: ReturnType<typeof behind>): Promise<boolean> {
  const found = await database.selectFrom('runs').select('seq').where(fits).where(where).limit(1).execute();
  return found.length > 0;
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
