import type { Kysely } from 'kysely';
import type { Run } from '../../core/runs/run.js';
import { runOf } from './run-rows.js';
import type { Tables } from './tables.js';

/** Reads these runs in this order, with their slots and session data. */
export async function readRuns(database: Kysely<Tables>, seqs: readonly number[]): Promise<Run[]> {
  if (seqs.length === 0) return [];
  const runs = await database
    .selectFrom('runs')
    .select(['seq', 'revision', 'driver', 'body'])
    .where('seq', 'in', seqs)
    .execute();
  const slots = await database
    .selectFrom('run_slots')
    .leftJoin('session_data', (join) =>
      join
        .onRef('session_data.run', '=', 'run_slots.run')
        .onRef('session_data.place', '=', 'run_slots.place'),
    )
    .select(['run_slots.run', 'run_slots.place', 'run_slots.body', 'session_data.data'])
    .where('run_slots.run', 'in', seqs)
    .execute();
  const found = new Map(runs.map((run) => [run.seq, { run, slots: [] as (typeof slots)[number][] }]));
  for (const slot of slots) found.get(slot.run)?.slots.push(slot);
  return seqs.flatMap((seq) => {
    const one = found.get(seq);
    return one ? [runOf(one.run, one.slots)] : [];
  });
}
