import { endingWith } from '../../lib/abort.js';
import type { Clock } from '../../lib/clock.js';
import { createLatestQueue } from '../../lib/latest-queue.js';
import type { CoreEvents } from './core-events.js';
import type { Run } from './run.js';

/**
 * Yields the current run, then the run after each change, until it has ended or `signal` aborts. It listens before it
 * reads, and compares revisions, so that no change is lost and no old state follows a newer one.
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
  readonly isReached: (run: Run) => boolean;
  readonly seconds: number;
  readonly signal?: AbortSignal;
  readonly clock: Clock;
}

/** The run when `isReached` is true for it, or when it has ended, or its state after `seconds`, or when the signal aborts. */
export async function waitForRun(
  events: Pick<CoreEvents, 'runs'>,
  id: string,
  read: () => Promise<Run>,
  { isReached, seconds, signal, clock }: RunWait,
): Promise<Run> {
  const over = endingWith(signal);
  const bound = clock.after(seconds * 1000, over.end);
  try {
    for await (const run of followRuns(events, id, read, over.signal)) {
      if (isReached(run)) return run;
    }
    return await read();
  } finally {
    bound.close();
    over.close();
  }
}
