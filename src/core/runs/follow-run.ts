import { createLatestQueue } from '../../lib/latest-queue.js';
import type { CoreEvents } from '../events.js';
import type { Run } from './run.js';

/**
 * The run as it is, then after each change, until it has ended or `signal` aborts. It listens first and reads
 * after, and goes by the revision, so that nothing is missed and nothing old comes after something new.
 */
export async function* followRuns(
  events: Pick<CoreEvents, 'runs'>,
  id: string,
  read: () => Promise<Run>,
  signal?: AbortSignal,
): AsyncIterableIterator<Run> {
  const queue = createLatestQueue<Run>(() => {});
  const listening = events.runs.listen((run) => {
    if (run.id === id) queue.push(id, run);
  });
  const leave = () => queue.end();
  signal?.addEventListener('abort', leave);
  try {
    let run = await read();
    yield run;
    if (run.endTime !== null || signal?.aborted) return;
    for await (const next of queue) {
      if (next.revision <= run.revision) continue;
      run = next;
      yield run;
      if (run.endTime !== null || signal?.aborted) return;
    }
  } finally {
    listening.close();
    signal?.removeEventListener('abort', leave);
    await queue.return();
  }
}
