import type { Transaction } from 'kysely';
import { RequestError } from '../../core/errors.js';
import type { AnnotatedEvent } from '../../core/runs/annotation.js';
import type { Run } from '../../core/runs/run.js';
import { reduceRun } from '../../core/runs/run-reducer.js';
import { readRuns } from './read-runs.js';
import { eventRow, runRow, searchable } from './run-rows.js';
import type { Tables } from './tables.js';

/** Several servers can edit the same run at the same time; each failed attempt means that another one succeeded. */
const MAX_ATTEMPTS = 100;

/** Edits a run that has ended. An open run stays unchanged. */
export async function annotateEnded(
  transaction: Transaction<Tables>,
  id: string,
  event: AnnotatedEvent,
): Promise<{ readonly run: Run | undefined; readonly isChanged: boolean }> {
  const found = await transaction.selectFrom('runs').select('seq').where('id', '=', id).executeTakeFirst();
  if (!found) return { run: undefined, isChanged: false };
  const { seq } = found;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const [run] = await readRuns(transaction, [seq]);
    if (!run || run.endTime === null) return { run, isChanged: false };
    const next = reduceRun(run, event);
    const { revision, body } = runRow(next);
    const changed = await transaction
      .updateTable('runs')
      .set({ revision, body })
      .where('seq', '=', seq)
      .where('revision', '=', run.revision)
      .returning('seq')
      .executeTakeFirst();
    if (!changed) continue;
    await putLabels(transaction, next, seq);
    await transaction
      .insertInto('run_events')
      .values({ run: seq, ...eventRow({ run: next, event }) })
      .execute();
    return { run: next, isChanged: true };
  }
  throw new RequestError(
    'STORE_UNAVAILABLE',
    `The note and the labels of the run ${id} are not stored, because other servers changed this run at the same time. Repeat the request.`,
  );
}

/** Replaces the labels of a run in the table of the filter. */
export async function putLabels(
  transaction: Transaction<Tables>,
  { labels, startTime }: Run,
  seq: number,
): Promise<void> {
  await transaction.deleteFrom('run_labels').where('run', '=', seq).execute();
  if (labels.length === 0) return;
  const rows = labels.map((label) => ({
    run: seq,
    label: searchable(label),
    start_time: startTime.getTime(),
  }));
  await transaction.insertInto('run_labels').values(rows).execute();
}
