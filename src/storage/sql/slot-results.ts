import { type Kysely, sql } from 'kysely';
import type { Run, RunSlot } from '../../core/runs/run.js';
import { type ResultQuery, resultOf, type SlotResult } from '../../core/runs/slot-result.js';
import { searchable } from './run-rows.js';
import type { SlotResultTable, Tables } from './tables.js';

/** Stores the result of a slot that has succeeded. */
export async function putResult(
  transaction: Kysely<Tables>,
  run: Run,
  seq: number,
  slot: RunSlot,
): Promise<void> {
  const result = resultOf(run, slot);
  if (!result) return;
  await transaction
    .insertInto('slot_results')
    .values({
      run: seq,
      operation: searchable(result.operation),
      address: searchable(result.address),
      start_time: result.runStart.getTime(),
      session_start: result.startTime.getTime(),
      session_end: result.endTime.getTime(),
      params: result.params,
      figures: JSON.stringify(result.figures),
    })
    .onConflict((conflict) =>
      conflict.columns(['operation', 'address', 'start_time', 'run']).doUpdateSet((set) => ({
        session_start: set.ref('excluded.session_start'),
        session_end: set.ref('excluded.session_end'),
        figures: set.ref('excluded.figures'),
      })),
    )
    .execute();
}

/** A query has one parameter for each address, and the number of parameters is limited. */
const ADDRESSES_AT_ONCE = 500;
/** A time after every run. */
const FOR_EVER = 8.64e15;

/** The newest results of each slot: one look into the index for each address. */
export async function readResults(database: Kysely<Tables>, query: ResultQuery): Promise<SlotResult[]> {
  const { operation, before, limit } = query;
  const addresses = [...new Set(query.addresses.map((address) => searchable(address)))];
  const results: SlotResult[] = [];
  while (addresses.length > 0) {
    const some = addresses.splice(0, ADDRESSES_AT_ONCE);
    const bounds = { operation: searchable(operation), before: before?.getTime() ?? FOR_EVER, limit };
    results.push(...(await readSome(database, some, bounds)));
  }
  return results;
}

type Row = Omit<SlotResultTable, 'run' | 'operation'> & { readonly id: string };

async function readSome(
  database: Kysely<Tables>,
  addresses: readonly string[],
  {
    operation,
    before,
    limit,
  }: { readonly operation: string; readonly before: number; readonly limit: number },
): Promise<SlotResult[]> {
  const list = sql.join(addresses.map((address) => sql`(${address})`));
  const { rows } = await sql<Row>`
    select runs.id, r.address, r.start_time, r.session_start, r.session_end, r.params, r.figures
    from (values ${list}) as wanted
    join slot_results r on r.operation = ${operation} and r.address = wanted.column1
      and r.start_time < ${before}
      and r.start_time >= coalesce((
        select x.start_time from slot_results x
        where x.operation = ${operation} and x.address = wanted.column1 and x.start_time < ${before}
        order by x.start_time desc limit 1 offset ${limit - 1}
      ), 0)
    join runs on runs.seq = r.run
    order by r.address, r.start_time desc, r.run desc
  `.execute(database);
  const found = new Map<string, number>();
  return rows.flatMap((row) => {
    // Two runs can begin at the same time.
    const place = found.get(row.address) ?? 0;
    found.set(row.address, place + 1);
    return place < limit ? [resultIn(row, operation)] : [];
  });
}

function resultIn(row: Row, operation: string): SlotResult {
  return {
    runId: row.id,
    runStart: new Date(row.start_time),
    operation,
    address: row.address,
    startTime: new Date(row.session_start),
    endTime: new Date(row.session_end),
    figures: JSON.parse(row.figures) as Record<string, number>,
    params: row.params,
  };
}
