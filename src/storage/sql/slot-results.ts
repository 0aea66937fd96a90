import { type Kysely, sql } from 'kysely';
import type { Run, RunSlot } from '../../core/runs/run.js';
import { type ResultQuery, resultOf, type SlotResult } from '../../core/runs/slot-result.js';
import { searchable } from './run-rows.js';
import type { SlotResultTable, Tables } from './tables.js';

/** Stores the results of the slots that have succeeded. */
export async function putResults(
  transaction: Kysely<Tables>,
  run: Run,
  seq: number,
  slots: readonly RunSlot[],
): Promise<void> {
  const rows = slots.flatMap((slot) => resultOf(run, slot) ?? []).map((result) => resultRow(result, seq));
  if (rows.length === 0) return;
  await transaction
    .insertInto('slot_results')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['operation', 'address', 'start_time', 'run']).doUpdateSet((set) => ({
        session_start: set.ref('excluded.session_start'),
        session_end: set.ref('excluded.session_end'),
        figures: set.ref('excluded.figures'),
      })),
    )
    .execute();
}

const resultRow = (result: SlotResult, seq: number) => ({
  run: seq,
  operation: searchable(result.operation),
  address: searchable(result.address),
  start_time: result.runStart.getTime(),
  session_start: result.startTime.getTime(),
  session_end: result.endTime.getTime(),
  params: result.params,
  figures: JSON.stringify(result.figures),
});

/** Each query then takes some 10 ms with 100,000 runs and 20 results of each slot, so that no other one waits long. */
const ADDRESSES_AT_ONCE = 25;
/** A time after every run. */
const FOR_EVER = 8.64e15;

/** The newest results of each slot. For each address, the query reads only these from the index. */
export async function readResults(database: Kysely<Tables>, query: ResultQuery): Promise<SlotResult[]> {
  const { operation, before, limit } = query;
  const addresses = [...new Set(query.addresses.map((address) => searchable(address)))];
  const results: SlotResult[] = [];
  while (addresses.length > 0) {
    const ofEach = addresses.splice(0, ADDRESSES_AT_ONCE).map(
      (address) => sql`select * from (
        select run, address, start_time, session_start, session_end, params, figures from slot_results
        where operation = ${searchable(operation)} and address = ${address}
        and start_time < ${before?.getTime() ?? FOR_EVER}
        order by start_time desc, run desc limit ${limit}
      ) as newest`,
    );
    const { rows } = await sql<Row>`
      select runs.id, r.* from (${sql.join(ofEach, sql` union all `)}) as r
      join runs on runs.seq = r.run
      order by r.address, r.start_time desc, r.run desc
    `.execute(database);
    results.push(...rows.map((row) => resultIn(row, operation)));
  }
  return results;
}

type Row = Omit<SlotResultTable, 'operation'> & { readonly id: string };

function resultIn(row: Row, operation: string): SlotResult {
  return {
    runId: row.id,
    runStart: new Date(row.start_time),
    operation,
    address: row.address,
    startTime: new Date(row.session_start),
    endTime: new Date(row.session_end),
    figures: JSON.parse(row.figures) as SlotResult['figures'],
    params: row.params,
  };
}
