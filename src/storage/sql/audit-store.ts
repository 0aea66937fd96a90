import { type Kysely, type Selectable, type SqlBool, sql } from 'kysely';
import { type AuditRecord, isRejected } from '../../core/audit/audit-record.js';
import {
  type AuditFilter,
  type AuditPage,
  type AuditStore,
  unknownCursor,
} from '../../core/audit/audit-store.js';
import type { PageRequest } from '../../core/runs/run-store.js';
import { searchable } from './run-rows.js';
import type { AuditTable, Tables } from './tables.js';

type Database = Kysely<Tables>;

/** The audit records in a SQL database, which several servers may share. */
export function createSqlAuditStore(database: Database): AuditStore {
  return {
    async put(records) {
      if (records.length === 0) return;
      await database
        .insertInto('audit')
        .values(records.map(rowOf))
        .onConflict((conflict) =>
          conflict
            .column('id')
            .doUpdateSet((set) => ({
              count: set.ref('excluded.count'),
              last_time: set.ref('excluded.last_time'),
              summary: set.ref('excluded.summary'),
            }))
            .whereRef('audit.count', '<', 'excluded.count'),
        )
        .execute();
    },
    list: (filter, page) => list(database, filter, page),
  };
}

function rowOf(record: AuditRecord) {
  const { id, firstTime, lastTime, count, who, isVerified, via, address, action, summary, outcome } = record;
  return {
    ...{ id, first_time: firstTime.getTime(), last_time: lastTime.getTime(), count, via },
    ...{ who: searchable(who), is_verified: Number(isVerified), address: searchable(address) },
    ...{ action: searchable(action), summary: searchable(summary), outcome: searchable(outcome) },
    is_rejected: Number(isRejected(record)),
  };
}

function recordOf(row: Selectable<AuditTable>): AuditRecord {
  const { id, count, who, via, address, action, summary, outcome } = row;
  return {
    ...{ id, count, who, address, action, summary, outcome, via: via as AuditRecord['via'] },
    isVerified: row.is_verified === 1,
    firstTime: new Date(row.first_time),
    lastTime: new Date(row.last_time),
  };
}

/** The position in the list: ordered by the first entry, then by storage. */
type Place = Pick<Selectable<AuditTable>, 'first_time' | 'seq'>;

async function list(database: Database, filter: AuditFilter, page: PageRequest): Promise<AuditPage> {
  const isForward = 'first' in page;
  const size = isForward ? page.first : page.last;
  const cursor = (isForward ? page.after : page.before) ?? null;
  const place = cursor === null ? null : await placeOf(database, isForward ? 'after' : 'before', cursor);
  const rows = await rowsFrom(database, filter, isForward ? 'older' : 'newer', place, size + 1);
  const isBehind =
    place !== null && (await isAnyBehind(database, filter, isForward ? 'newer' : 'older', place));
  const records = rows.slice(0, size).map(recordOf);
  const isMore = rows.length > size;
  return {
    records: isForward ? records : records.reverse(),
    hasNextPage: isForward ? isMore : isBehind,
    hasPreviousPage: isForward ? isBehind : isMore,
    totalCount: await count(database, filter),
  };
}

function matching(database: Database, filter: AuditFilter) {
  const { who, via, address, action, outcome, rejected, since, until } = filter;
  let query = database.selectFrom('audit');
  for (const [column, value] of Object.entries({ who, via, address, action, outcome })) {
    if (value !== undefined) query = query.where(column as 'who', '=', searchable(value));
  }
  if (rejected !== undefined) query = query.where('is_rejected', '=', Number(rejected));
  if (since !== undefined) query = query.where('last_time', '>=', since.getTime());
  if (until !== undefined) query = query.where('first_time', '<', until.getTime());
  return query;
}

const beyond = (side: 'older' | 'newer', { first_time, seq }: Place) =>
  sql<SqlBool>`(first_time, seq) ${side === 'older' ? sql`<` : sql`>`} (${first_time}, ${seq})`;

/** Up to `limit` records on one side of `place`, nearest first. If `place` is null, from the end of the list. */
async function rowsFrom(
  database: Database,
  filter: AuditFilter,
  side: 'older' | 'newer',
  place: Place | null,
  limit: number,
): Promise<Selectable<AuditTable>[]> {
  const query = matching(database, filter);
  const order = side === 'older' ? 'desc' : 'asc';
  return await (place ? query.where(beyond(side, place)) : query)
    .selectAll()
    .orderBy('first_time', order)
    .orderBy('seq', order)
    .limit(limit)
    .execute();
}

/** True if the record at the place, or a record on this side of it, matches. */
async function isAnyBehind(
  database: Database,
  filter: AuditFilter,
  side: 'older' | 'newer',
  { first_time, seq }: Place,
): Promise<boolean> {
  const next = { first_time, seq: side === 'older' ? seq + 1 : seq - 1 };
  return (await rowsFrom(database, filter, side, next, 1)).length > 0;
}

async function count(database: Database, filter: AuditFilter): Promise<number> {
  const row = await matching(database, filter)
    .select(({ fn }) => fn.countAll().as('total'))
    .executeTakeFirst();
  return Number(row?.total ?? 0);
}

async function placeOf(database: Database, argument: string, cursor: string): Promise<Place> {
  const found = await database
    .selectFrom('audit')
    .select(['first_time', 'seq'])
    .where('id', '=', searchable(cursor))
    .executeTakeFirst();
  if (found) return found;
  throw unknownCursor(argument, cursor);
}
