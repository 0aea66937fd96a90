import { sql } from 'kysely';
import type { PeerOrder, Peers } from '../../core/runs/peers.js';
import type { Run } from '../../core/runs/run.js';
import type { RunStore } from '../../core/runs/run-store.js';
import type { SlotStore } from '../../core/slots/slot-store.js';
import { type Clock, settledWithin } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import { type Closable, createTopic, logListenerErrors } from '../../lib/topic.js';
import type { Announce, Announcement } from '../sql/announce.js';
import type { SharedTables } from '../sql/shared-tables.js';
import { CHANNEL, type ServerLock } from './server-lock.js';

/** How often the server looks for runs of dead servers, and for changes that it was not notified of. */
const LOOK_MS = 2000;
/**
 * After the database was away, no run continues for this long, so that every server first stores the orders that it
 * got meanwhile. Failed writes are repeated every two seconds.
 */
const QUIET_MS = 4000;
/** Maximum time for a look that something waits for. */
const CATCH_UP_MS = 2000;
/** Changes of marks within this time are read together. */
const MARKS_MS = 100;
/** Orders and runs of this number of sequence numbers are read again: an earlier number can become visible later. */
const OVERLAP = 100;

/** What this server needs to know about the other servers of its database. */
export type SharedRuns = Peers &
  Closable & {
    /** Takes the open runs of dead servers. The caller then reads all open runs. */
    begin(): Promise<void>;
  };

export interface SharedRunsOptions {
  readonly tables: SharedTables;
  readonly lock: ServerLock;
  readonly runs: Pick<RunStore, 'get'>;
  readonly slots: Pick<SlotStore, 'load'>;
  /** Whether this server has a newer state of the run, which is not stored yet. */
  readonly isOutdated: (run: Run) => boolean;
  /** The id of this process in its notices and orders. */
  readonly sender: string;
  readonly send: Peers['send'];
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Notice {
  readonly sender: string;
  readonly what: Announcement;
}

/** Announces changes with NOTIFY. */
export function announceAs(sender: string): Announce {
  return async (transaction, what) => {
    await sql`select pg_notify(${CHANNEL}, ${noticeOf(sender, what)})`.execute(transaction);
  };
}

/** The text of a NOTIFY. */
export function noticeOf(sender: string, what: Announcement): string {
  return JSON.stringify({ sender, what } satisfies Notice);
}

/** The runs that several servers share through one PostgreSQL database. */
export function createSharedRuns(options: SharedRunsOptions): SharedRuns {
  const { tables, lock, runs, slots, send, clock, logger } = options;
  const onError = logListenerErrors(logger);
  const topics = {
    lost: createTopic<void>(onError),
    taken: createTopic<Parameters<Peers['taken']['emit']>[0]>(onError),
    changed: createTopic<Parameters<Peers['changed']['emit']>[0]>(onError),
    orders: createTopic<PeerOrder>(onError),
    marks: createTopic<Parameters<Peers['marks']['emit']>[0]>(onError),
  };
  /** The open runs of other servers, and those that ended since the last look, as this server knows them. */
  const seen = new Map<string, Pick<Run, 'revision' | 'endTime'>>();
  const reading = new Map<string, Promise<void>>();
  const again = new Set<string>();
  /** Runs that belong to this server now, and still have to be given to it. */
  const owed = new Set<string>();
  /** The orders that were executed here, and the newest of them. */
  const done = new Set<number>();
  let newest = 0;
  /** The newest run at the start of this server, and at its last look: a run can begin and end between two looks. */
  let firstRun = 0;
  let newestRun = 0;
  /** The ids of the locks that this server has held. It has shown the ends of the runs of these. */
  const ownIds = new Set<string | null>();
  let quietUntil = 0;
  let isLooking = false;
  let marksTimer: Closable | null = null;

  const failed = (what: string) => (error: unknown) => logger.warn({ err: error }, what);

  function onNotice(text: string): void {
    const { sender, what } = JSON.parse(text) as Notice;
    if (sender === options.sender) return;
    if ('run' in what) void show(what.run);
    if ('order' in what)
      void readOrders(what.order - 1).catch(
        failed('a command from another MultiSmurf server cannot be read'),
      );
    if ('marks' in what) readMarksSoon();
  }

  /** Changes that come while the run is read are read once more. */
  function show(id: string): Promise<void> {
    if (reading.has(id)) again.add(id);
    const done = reading.get(id) ?? readUntilShown(id);
    reading.set(id, done);
    return done;
  }

  async function readUntilShown(id: string): Promise<void> {
    try {
      do {
        again.delete(id);
        const run = await runs.get(id);
        if (!run) seen.delete(id);
        else if (options.isOutdated(run)) continue;
        else if (run.driver !== lock.id && run.revision > (seen.get(id)?.revision ?? 0)) {
          seen.set(id, run);
          topics.changed.emit(run);
        }
      } while (again.has(id));
    } catch (error) {
      failed('a run of another server cannot be read')(error);
    } finally {
      reading.delete(id);
    }
  }

  /** Shows a run again that was edited after its end; also one that this server has executed. */
  async function showEnded(id: string): Promise<void> {
    const run = await runs.get(id);
    if (!run || run.endTime === null || options.isOutdated(run)) return;
    if (run.revision <= (seen.get(id)?.revision ?? 0)) return;
    seen.set(id, run);
    topics.changed.emit(run);
  }

  async function readOrders(after: number): Promise<void> {
    for (const { seq, sender, order } of await tables.ordersAfter(after)) {
      if (done.has(seq)) continue;
      if (order.kind === 'ANNOTATED' && sender !== options.sender) await showEnded(order.run);
      done.add(seq);
      newest = Math.max(newest, seq);
      if (sender !== options.sender) topics.orders.emit(order);
    }
    for (const seq of done) if (seq < newest - 2 * OVERLAP) done.delete(seq);
  }

  function readMarksSoon(): void {
    marksTimer ??= clock.after(MARKS_MS, () => {
      marksTimer = null;
      slots.load().then(topics.marks.emit, failed('the marks of the slots cannot be read'));
    });
  }

  async function look(): Promise<void> {
    if (isLooking || lock.id === null) return;
    isLooking = true;
    try {
      await readOrders(Math.max(0, newest - OVERLAP));
      if (clock.monotonic() >= quietUntil) await takeRuns();
      await giveTaken();
      await compare();
    } catch (error) {
      failed('the runs of the other servers cannot be read')(error);
    } finally {
      isLooking = false;
    }
  }

  async function compare(): Promise<void> {
    const listed = await tables.openRuns(Math.max(firstRun, newestRun - OVERLAP));
    newestRun = Math.max(newestRun, ...listed.map(({ seq }) => seq));
    const others = listed.filter(({ driver, isOpen }) => (isOpen ? driver !== lock.id : !ownIds.has(driver)));
    const ids = new Set(others.map(({ id }) => id));
    const ended = [...seen.keys()].filter((id) => !ids.has(id));
    const changed = others.filter(({ id, revision }) => revision > (seen.get(id)?.revision ?? 0));
    for (const id of [...changed.map(({ id }) => id), ...ended]) await show(id);
    for (const id of ended) if (seen.get(id)?.endTime !== null) seen.delete(id);
  }

  /** Takes the open runs of servers that have died. */
  async function takeRuns(): Promise<void> {
    const drivers = new Set((await tables.openRuns(Number.MAX_SAFE_INTEGER)).map(({ driver }) => driver));
    for (const driver of drivers) {
      const own = lock.id;
      if (own === null) return;
      if (driver !== own) await lock.ifDead(driver, () => takeRunsOf(driver, own));
    }
  }

  async function takeRunsOf(driver: string | null, own: string): Promise<void> {
    for (const id of await tables.giveRuns(driver, own)) owed.add(id);
  }

  async function giveTaken(): Promise<void> {
    for (const id of owed) {
      const run = await runs.get(id);
      const orders = await tables.ordersSince(id);
      if (!owed.delete(id) || !run) continue;
      seen.delete(id);
      logger.warn(
        { run: id, operation: run.operation },
        'this server takes the run of a server that has died',
      );
      topics.taken.emit({ run, orders });
    }
  }

  function onLost(): void {
    owed.clear();
    topics.lost.emit();
  }

  function onHeld(): void {
    ownIds.add(lock.id);
    quietUntil = clock.monotonic() + QUIET_MS;
    readMarksSoon();
    void look();
  }

  const held: Closable[] = [
    lock.lost.listen(onLost),
    lock.held.listen(onHeld),
    lock.notices.listen(onNotice),
    clock.every(LOOK_MS, () => void look()),
  ];

  return {
    ...topics,
    isShared: true,
    get driver() {
      return lock.id;
    },
    mayDrive: lock.confirm,
    async catchUp() {
      const known = compare().catch(failed('the runs of the other servers cannot be read'));
      await settledWithin(clock, known, CATCH_UP_MS);
    },
    send,
    watch: (id) => void seen.set(id, { revision: 0, endTime: null }),
    async begin() {
      quietUntil = 0;
      newest = await tables.newestOrder();
      firstRun = await tables.newestRun();
      newestRun = firstRun;
      ownIds.add(lock.id);
      await takeRuns();
      owed.clear();
    },
    close() {
      for (const closable of held) closable.close();
      marksTimer?.close();
    },
  };
}
