import { RequestError } from '../core/errors.js';
import type { PeerOrder } from '../core/runs/peers.js';
import type { Run } from '../core/runs/run.js';
import { latestOf, type RunStore } from '../core/runs/run-store.js';
import { type Problem, problem } from '../core/slots/problem.js';
import type { SlotStore } from '../core/slots/slot-store.js';
import type { StoreHealth } from '../core/store-health.js';
import type { Clock } from '../lib/clock.js';
import { messageOf } from '../lib/error-message.js';
import type { Logger } from '../lib/logger.js';
import { type Closable, createTopic, logListenerErrors } from '../lib/topic.js';
import { createSteadySlots } from './steady-slots.js';
import { createWriteLine } from './write-line.js';

export interface Stores {
  readonly runs: RunStore;
  readonly slots: SlotStore;
  /** Sends an order to the other servers of the store. */
  send(order: PeerOrder): Promise<void>;
  /** Writes an unimportant value, to test the store. */
  probe(): Promise<void>;
}

export interface SteadyStores extends Omit<Stores, 'probe'>, Closable {
  /** Whether a newer state of the run is not stored yet. */
  isOutdated(run: Run): boolean;
  readonly health: StoreHealth;
  /** Reads something else of the same place, within seconds. @throws {RequestError} STORE_UNAVAILABLE */
  read<T>(reading: () => Promise<T>): Promise<T>;
  /** Resolves when every waiting write was tried. */
  settled(): Promise<void>;
}

/**
 * Stores whose calls all end within seconds, even if the disk is full or hangs, or the database cannot be reached. A
 * failed write is kept in memory, visible for clients, and tried again. A new run is rejected with STORE_UNAVAILABLE; a
 * stop, which is sent first, is kept like an event.
 * @param place the place of the store, as text for messages
 */
export function createSteadyStores(
  { runs, slots, send, probe }: Stores,
  { place, clock, logger }: { readonly place: string; readonly clock: Clock; readonly logger: Logger },
): SteadyStores {
  const changes = createTopic<void>(logListenerErrors(logger));
  let trouble: Problem | null = null;
  const line = createWriteLine({ clock, logger, onTrouble, probe });
  /** The newest state of runs whose last event is not stored yet. */
  const ahead = new Map<string, Run>();

  function onTrouble(reason: string | null): void {
    if ((reason === null) === (trouble === null)) return;
    if (reason === null) logger.info({ place }, 'runs can be stored again');
    else logger.error({ place, reason }, 'runs cannot be stored: new runs are rejected, stops still work');
    const message = `Runs cannot be stored in ${place}: ${reason}. New runs are rejected; stops still work.`;
    trouble = reason === null ? null : problem({ code: 'STORE_UNAVAILABLE', message, since: clock.now() });
    changes.emit();
  }

  async function orUnavailable<T>(doing: Promise<T>): Promise<T> {
    try {
      return await doing;
    } catch (error) {
      if (error instanceof RequestError) throw error;
      const reason = messageOf(error);
      throw new RequestError(
        'STORE_UNAVAILABLE',
        `The store of the runs (${place}) does not work: ${reason}.`,
      );
    }
  }

  const once = (write: () => Promise<void>, undo: (() => Promise<void>) | null) =>
    orUnavailable(line.once(write, undo));
  const surely = (write: () => Promise<void>) => orUnavailable(line.surely(write));
  const read = <T>(reading: () => Promise<T>) => orUnavailable(line.read(reading));

  /** Writes of each run that are not stored yet, by run and driver. A later one is not stored before an earlier one. */
  const behind = new Map<string, { readonly writes: (() => Promise<boolean>)[]; isOurs: boolean }>();

  async function inOrder(run: Run, write: () => Promise<boolean>): Promise<boolean> {
    const key = `${run.id} ${run.driver}`;
    const own = behind.get(key) ?? { writes: [], isOurs: true };
    behind.set(key, own);
    own.writes.push(write);
    ahead.set(run.id, newer(run));
    await surely(async () => {
      for (let next = own.writes[0]; next && own.isOurs; next = own.writes[0]) {
        own.isOurs = await next();
        own.writes.shift();
      }
      if (behind.get(key) !== own) return;
      behind.delete(key);
      if (ahead.get(run.id)?.driver === run.driver) ahead.delete(run.id);
    });
    return own.isOurs;
  }

  const newer = (run: Run) => {
    const known = ahead.get(run.id);
    return known && known.revision > run.revision ? known : run;
  };

  return {
    runs: {
      async create(run) {
        if (run.action !== 'RUN') return await inOrder(run, () => runs.create(run));
        let isStored = false;
        const write = async () => {
          isStored = await runs.create(run);
        };
        await once(write, () => runs.drop(run.id));
        return isStored;
      },
      append: (changes) => inOrder(latestOf(changes), () => runs.append(changes)),
      async annotate(id, event, onStored) {
        let run: Run | undefined;
        const write = async () => {
          if (ahead.has(id)) throw new Error('an earlier change of the run is not stored yet');
          run = await runs.annotate(id, event, onStored);
        };
        await once(write, null);
        return run;
      },
      drop: (id) => surely(() => runs.drop(id)),
      get: async (id) => ahead.get(id) ?? (await read(() => runs.get(id))),
      async ofRequest(key) {
        const run = await read(() => runs.ofRequest(key));
        return run && newer(run);
      },
      open: () => read(() => runs.open()),
      async list(filter, page) {
        const { runs: listed, ...place } = await read(() => runs.list(filter, page));
        return { runs: listed.map(newer), ...place };
      },
      results: (query) => read(() => runs.results(query)),
    },
    slots: createSteadySlots({ slots, surely, read }),
    // A write that fails is logged, and tried again.
    send: (order) => surely(() => send(order)).catch(() => {}),
    isOutdated: (run) => newer(run) !== run,
    health: {
      get problem() {
        return trouble;
      },
      changes,
    },
    read,
    settled: line.settled,
    close: line.close,
  };
}
