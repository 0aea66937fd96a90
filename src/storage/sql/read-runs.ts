import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { Run } from '../../core/runs/run.js';
import { runOf } from './run-rows.js';
import type { Tables } from './tables.js';

type Query = SelectQueryBuilder<Tables, 'runs', { seq: number; body: string }>;

/** The runs that `choose` selects, in its order, with their slots and the data of their sessions. */
export async function readRuns(database: Kysely<Tables>, choose: (runs: Query) => Query): Promise<Run[]> {
  const runs = await choose(database.selectFrom('runs').select(['seq', 'body'])).execute();
  if (runs.length === 0) return [];
  const slots = await database
    .selectFrom('run_slots')
    .leftJoin('session_data', (join) =>
      join
        .onRef('session_data.run', '=', 'run_slots.run')
        .onRef('session_data.place', '=', 'run_slots.place'),
    )
    .select(['run_slots.run', 'run_slots.place', 'run_slots.body', 'session_data.data'])
    .where(
      'run_slots.run',
      'in',
      runs.map(({ seq }) => seq),
    )
    .execute();
  const bySeq = new Map<number, (typeof slots)[number][]>(runs.map(({ seq }) => [seq, []]));
  for (const slot of slots) bySeq.get(slot.run)?.push(slot);
  return runs.map((run) => runOf(run, bySeq.get(run.seq) ?? []));
}
