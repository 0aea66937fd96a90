import type { Logger } from '../../lib/logger.js';
import type { Run } from './run.js';
import { isProgress, type RunEvent } from './run-events.js';
import { reduceRun } from './run-reducer.js';
import { latestOf, type RunChange, type RunStore } from './run-store.js';

export interface RunJournalOptions {
  readonly run: Run;
  readonly store: Pick<RunStore, 'create' | 'append'>;
  /**
   * True for a run that starts something: it is already in the store, and each event is stored before it is published.
   * False for a stop or an abort: it does not wait for the store, and the journal creates it there.
   */
  readonly storeFirst: boolean;
  /** Called with each event to be stored. The event is stored after the result has resolved. */
  readonly prepare: (event: RunEvent, before: Run, next: Run) => Promise<void> | null;
  /** Called with each change, in the right order. */
  readonly publish: (run: Run) => void;
  readonly logger: Logger;
}

/** Maximum number of events that are stored in one step. */
const MAX_BATCH = 500;

/**
 * All changes of a run go through its journal: an event is stored, then the changed run is published. Events that come at
 * the same time, or while earlier ones are being stored, are stored in one step.
 */
export interface RunJournal {
  /** The newest state of the run; perhaps not stored yet. */
  readonly current: Run;
  /** The run that clients may see. */
  readonly published: Run;
  /**
   * Resolves when the event is published; the value is true if it is stored. Never rejects: if the store fails, the
   * run continues.
   */
  record(event: RunEvent): Promise<boolean>;
  /** Resolves when all events recorded so far are stored, or are left to the store, which tries again. */
  stored(): Promise<void>;
}

interface Batch {
  readonly changes: [RunChange, ...RunChange[]];
  /** Resolve when the events may be stored. */
  readonly prepared: (Promise<void> | null)[];
}

export function createRunJournal(options: RunJournalOptions): RunJournal {
  const { run, store, storeFirst, prepare, publish, logger } = options;
  let current = run;
  let published = run;
  /** Number of events that are not stored yet. */
  let waiting = 0;
  // At once, so that the store already has the run when it is next asked for it.
  let last: Promise<boolean> = storeFirst ? Promise.resolve(true) : write(() => store.create(run));

  function show(next: Run): void {
    if (next.revision <= published.revision) return;
    published = next;
    publish(next);
  }

  /** The events that the next step stores. */
  let batch: Batch | null = null;

  async function write(act: () => Promise<boolean>): Promise<boolean> {
    try {
      return await act();
    } catch (error) {
      logger.error({ err: error }, 'an event of a run could not be stored');
      return false;
    }
  }

  function toBatch(change: RunChange, prepared: Promise<void> | null): void {
    if (batch && batch.changes.length < MAX_BATCH) {
      batch.changes.push(change);
      batch.prepared.push(prepared);
      return;
    }
    const own: Batch = { changes: [change], prepared: [prepared] };
    batch = own;
    last = last.then(() => storeBatch(own));
  }

  async function storeBatch(own: Batch): Promise<boolean> {
    if (batch === own) batch = null;
    await Promise.all(own.prepared);
    const isStored = await write(() => store.append(own.changes));
    waiting -= own.changes.length;
    show(waiting === 0 ? current : latestOf(own.changes));
    return isStored;
  }

  return {
    get current() {
      return current;
    },
    get published() {
      return published;
    },
    async record(event) {
      const next = reduceRun(current, event);
      if (next === current) return last;
      const before = current;
      current = next;
      if (isProgress(event) && next.status === 'RUNNING') {
        // Otherwise it is published with the event that is being stored.
        if (waiting === 0) show(next);
        return last;
      }
      if (!storeFirst) show(next);
      waiting += 1;
      toBatch({ run: next, event }, prepare(event, before, next));
      return last;
    },
    async stored() {
      // While it waits, further events may be recorded.
      for (let seen: typeof last | null = null; seen !== last; ) {
        seen = last;
        await seen;
      }
    },
  };
}
