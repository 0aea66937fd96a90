import type { Run } from '../../src/core/runs/run.js';
import { latestOf, type RunStore } from '../../src/core/runs/run-store.js';
import type { SlotStore } from '../../src/core/slots/slot-store.js';
import { noticeOf } from '../../src/storage/postgres/shared-runs.js';
import type { Announcement } from '../../src/storage/sql/announce.js';
import { endsSomething, type StoredOrder } from '../../src/storage/sql/orders.js';
import { type SharedTables, TAKEN_REVISIONS } from '../../src/storage/sql/shared-tables.js';
import { StorageError } from '../../src/storage/storage-error.js';
import type { Disk } from './store.js';

export interface SharingOptions {
  readonly disk: Disk;
  readonly sender: string;
  /** The id of the lock of this server. @throws if it does not hold it */
  readonly driver: () => string;
}

/** The stores of one server of a shared database, with the rules of `src/storage/sql/run-store.ts`. */
export function shareDisk({ disk, sender, driver }: SharingOptions) {
  const { shared, runs, slots, latest } = disk;
  const { drivers, ordersBefore, orders } = shared;

  function announce(what: Announcement): void {
    for (const session of shared.sessions) session.notice(noticeOf(sender, what));
  }

  function put(order: StoredOrder['order']): void {
    const seq = orders.length + 1;
    orders.push({ seq, sender, order });
    announce({ order: seq });
  }

  async function create(run: Run): Promise<boolean> {
    const ours = driver();
    if (run.action === 'RUN' && run.driver !== ours) {
      throw new StorageError('silent', 'the lock of this server was lost when the run began');
    }
    const isNew = !drivers.has(run.id);
    if (!(await runs.create({ ...run, driver: ours }))) return false;
    if (isNew) {
      drivers.set(run.id, ours);
      ordersBefore.set(run.id, orders.length);
    }
    announce({ run: run.id });
    return true;
  }

  const sharedRuns: RunStore = {
    ...runs,
    create,
    async append(changes) {
      const run = latestOf(changes);
      if (!drivers.has(run.id)) return await create(run);
      if (run.action === 'RUN' && drivers.get(run.id) !== run.driver) return false;
      await runs.append([{ run: { ...run, driver: drivers.get(run.id) ?? null }, event: changes[0].event }]);
      announce({ run: run.id });
      return true;
    },
    annotate: (id, event, onStored) =>
      runs.annotate(id, event, (run) => {
        put({ kind: 'ANNOTATED', run: id });
        onStored(run);
      }),
    async drop(id) {
      await runs.drop(id);
      drivers.delete(id);
    },
  };

  async function marked(write: Promise<void>): Promise<void> {
    await write;
    announce({ marks: true });
  }

  const sharedSlots: SlotStore = {
    ...slots,
    forget: (address) => marked(slots.forget(address)),
    saveOutOfService: (address, reason) => marked(slots.saveOutOfService(address, reason)),
    saveOutcome: (outcome) => marked(slots.saveOutcome(outcome)),
    dropOutcome: (address, runId) => marked(slots.dropOutcome(address, runId)),
  };

  const after = (seq: number) => orders.filter((order) => order.seq > seq);

  const tables: SharedTables = {
    newestOrder: async () => orders.length,
    ordersAfter: async (seq) => after(seq),
    ordersSince: async (runId) =>
      after(ordersBefore.get(runId) ?? 0)
        .map(({ order }) => order)
        .filter(endsSomething),
    newestRun: async () => ordersBefore.size,
    async openRuns(after) {
      const numbered = [...ordersBefore.keys()].map((id, index) => ({ id, seq: index + 1 }));
      return numbered.flatMap(({ id, seq }) => {
        const run = latest.get(id);
        if (!run || (run.endTime !== null && seq <= after)) return [];
        const isOpen = run.endTime === null;
        return [{ id, seq, isOpen, revision: run.revision, driver: drivers.get(id) ?? null }];
      });
    },
    async giveRuns(from, to) {
      const given = (await runs.open()).filter((run) => run.driver === from);
      for (const run of given) {
        drivers.set(run.id, to);
        const taken = { ...run, driver: to, revision: run.revision + TAKEN_REVISIONS };
        // The store in memory does not keep the event.
        void runs.append([{ run: taken, event: { type: 'RELEASED', at: run.startTime } }]);
        latest.set(run.id, taken);
      }
      return given.map(({ id }) => id);
    },
  };

  return {
    stores: {
      runs: sharedRuns,
      slots: sharedSlots,
      send: async (order: StoredOrder['order']) => put(order),
    },
    tables,
  };
}
