import type { Clock } from '../../lib/clock.js';
import { createLatestQueue } from '../../lib/latest-queue.js';
import type { CoreEvents } from './core-events.js';
import { hasReached, type Run, type RunStage } from './run.js';

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

interface RunWait {
  readonly stage: RunStage;
  readonly seconds: number;
  readonly signal?: AbortSignal;
  readonly clock: Clock;
}

/** The run once it has reached the stage, or as it is after so many seconds or when the signal aborts. */
export async function waitForRun(
  events: Pick<CoreEvents, 'runs'>,
  id: string,
  read: () => Promise<Run>,
  { stage, seconds, signal, clock }: RunWait,
): Promise<Run> {
  const over = new AbortController();
  const bound = clock.after(seconds * 1000, () => over.abort());
  const leave = () => over.abort();
  signal?.addEventListener('abort', leave);
  if (signal?.aborted) leave();
  try {
    for await (const run of followRuns(events, id, read, over.signal)) {
      if (hasReached(run, stage)) return run;
    }
    return await read();
  } finally {
    bound.close();
    signal?.removeEventListener('abort', leave);
  }
}
