import type { Logger } from '../../lib/logger.js';
import type { Run } from './run.js';
import { isProgress, type RunEvent } from './run-events.js';
import { reduceRun } from './run-reducer.js';
import type { RunStore } from './run-store.js';

export interface RunJournalOptions {
  readonly run: Run;
  readonly store: RunStore;
  /**
   * True for a run that has been created in the store and starts something. False for one that only ends
   * something: it waits for no store, and is created there by the journal.
   */
  readonly storeFirst: boolean;
  /** Called with each change, in order. */
  readonly publish: (run: Run) => void;
  readonly logger: Logger;
}

/** The one way in which a run changes: an event is stored, then everybody sees what it did. */
export interface RunJournal {
  /** The run as it is known to those who carry it out; perhaps not stored yet. */
  readonly current: Run;
  /** The run as everybody may see it. */
  readonly published: Run;
  /**
   * Resolves when the event is published, with whether it is stored. Never rejects: a store that fails holds
   * nothing back.
   */
  record(event: RunEvent): Promise<boolean>;
  /** Resolves when everything recorded so far is stored. */
  stored(): Promise<unknown>;
}

export function createRunJournal({ run, store, storeFirst, publish, logger }: RunJournalOptions): RunJournal {
  let current = run;
  let published = run;
  /** Events that wait for the store. */
  let waiting = 0;
  let last = storeFirst ? Promise.resolve(true) : keep(() => store.create(run), 'a run could not be stored');

  function show(next: Run): void {
    if (next.revision <= published.revision) return;
    published = next;
    publish(next);
  }

  async function keep(store: () => Promise<void>, complaint: string): Promise<boolean> {
    try {
      await store();
      return true;
    } catch (error) {
      logger.error({ err: error, run: run.id }, complaint);
      return false;
    }
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
      current = next;
      if (isProgress(event) && next.status === 'RUNNING') {
        // What waits for the store shows it too.
        if (waiting === 0) show(next);
        return last;
      }
      if (!storeFirst) show(next);
      waiting += 1;
      last = last
        .then(() => keep(() => store.append(next, event), 'an event of a run could not be stored'))
        .then((isStored) => {
          waiting -= 1;
          show(waiting === 0 ? current : next);
          return isStored;
        });
      return last;
    },
    stored: () => last,
  };
}
