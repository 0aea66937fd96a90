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
  /** Resolves when the event is stored and published. Never rejects: a store that fails holds nothing back. */
  record(event: RunEvent): Promise<void>;
  /**
   * Resolves when everything recorded so far has been given to the store, also what it failed to take before.
   * @returns false if it does not take it now either
   */
  stored(): Promise<boolean>;
}

export function createRunJournal({ run, store, storeFirst, publish, logger }: RunJournalOptions): RunJournal {
  let current = run;
  let published = run;
  /** Events that wait for the store. */
  let waiting = 0;
  /** What the store has not taken yet, in order: what it failed to take is given to it again, before what follows. */
  const unstored: (() => Promise<void>)[] = storeFirst ? [] : [() => store.create(run)];
  // At once, so that whoever asks for it next finds it.
  let last: Promise<void> = flush();

  function show(next: Run): void {
    if (next.revision <= published.revision) return;
    published = next;
    publish(next);
  }

  async function flush(): Promise<void> {
    try {
      for (let write = unstored[0]; write; write = unstored[0]) {
        await write();
        unstored.shift();
      }
    } catch (error) {
      logger.error({ err: error, run: run.id }, 'an event of a run could not be stored');
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
      unstored.push(() => store.append(next, event));
      last = last.then(flush).then(() => {
        waiting -= 1;
        show(waiting === 0 ? current : next);
      });
      return last;
    },
    async stored() {
      last = last.then(flush);
      await last;
      return unstored.length === 0;
    },
  };
}
