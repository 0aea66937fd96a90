import type { Clock } from '../../lib/clock.js';
import { RequestError, unknownRun } from '../errors.js';
import { type AnnotatedEvent, type Annotation, hasEdit } from './annotation.js';
import type { CoreEvents } from './core-events.js';
import type { Executions } from './executions.js';
import { waitForRun } from './follow-run.js';
import type { Peers } from './peers.js';
import type { Run } from './run.js';
import type { RunStore } from './run-store.js';

/** How long one order waits for the server that executes the run. */
const ANSWER_SECONDS = 2;
/** Pause before the next attempt. */
const AGAIN_MS = 200;
/** How long an edit waits for a server that executes the run. A run of a dead server is taken within this time. */
const BOUND_MS = 12_000;

export interface AnnotationsOptions {
  readonly executions: Pick<Executions, 'get'>;
  readonly events: Pick<CoreEvents, 'runs'>;
  readonly store: Pick<RunStore, 'annotate'>;
  readonly peers: Pick<Peers, 'send'>;
  /** The run, also if it has ended. Rejects with UNKNOWN_RUN. */
  readonly known: (id: string) => Promise<Run>;
  readonly publish: (run: Run, before: Run | null) => void;
  readonly clock: Clock;
}

/**
 * Edits runs. Only the server that executes an open run writes its events: here it is an event of the execution, or an
 * order to the other server. After the end, any server writes the edit to the store.
 */
export interface Annotations {
  /** Resolves when the edit is stored. @throws {RequestError} UNKNOWN_RUN or STORE_UNAVAILABLE */
  annotate(id: string, change: Annotation): Promise<Run>;
}

export function createAnnotations(options: AnnotationsOptions): Annotations {
  const { executions, events, store, peers, known, publish, clock } = options;

  /** Null if no server has done it. The run can end, or come to another server, at any time. */
  async function attempt(id: string, event: AnnotatedEvent): Promise<Run | null> {
    const execution = executions.get(id);
    if (execution) {
      if (await execution.annotate(event)) return execution.published;
      if (executions.get(id) === execution) throw notStored(id);
      return null;
    }
    const run = await store.annotate(id, event, (stored) => publish(stored, null));
    if (!run) throw unknownRun(id);
    if (run.endTime !== null) return run;
    const { at, change } = event;
    void peers.send({ kind: 'ANNOTATE', run: id, at, change });
    const isReached = (one: Run) => hasEdit(one, event);
    const seen = await waitForRun(events, id, () => known(id), {
      ...{ isReached, seconds: ANSWER_SECONDS, clock },
    });
    return isReached(seen) ? seen : null;
  }

  return {
    async annotate(id, change) {
      const event = { type: 'ANNOTATED', at: clock.now(), change } as const;
      const bound = clock.monotonic() + BOUND_MS;
      while (clock.monotonic() < bound) {
        const run = await attempt(id, event);
        if (run) return run;
        await clock.sleep(AGAIN_MS);
      }
      throw new RequestError(
        'STORE_UNAVAILABLE',
        `The run ${id} is open, and the server that executes it did not edit it within ${BOUND_MS / 1000} s. ` +
          'Repeat the request.',
        { id },
      );
    },
  };
}

function notStored(id: string): RequestError {
  return new RequestError(
    'STORE_UNAVAILABLE',
    `The store of the runs does not work, so the new note or labels of the run ${id} are not stored. They are stored ` +
      'later if the server still runs when the store works again. Otherwise, repeat the request.',
    { id },
  );
}
