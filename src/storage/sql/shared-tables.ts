import type { Kysely } from 'kysely';
import type { PeerOrder } from '../../core/runs/peers.js';
import type { Run } from '../../core/runs/run.js';
import { newestOrder, ordersAfter, ordersSince, type StoredOrder } from './orders.js';
import type { Tables } from './tables.js';

/** What the servers of a database read and change to share its runs. */
export interface SharedTables {
  /** The number of the newest order; 0 if there is none. */
  newestOrder(): Promise<number>;
  /** The orders after this one, oldest first. */
  ordersAfter(seq: number): Promise<readonly StoredOrder[]>;
  /** The orders that end something, since the run began. */
  ordersSince(runId: string): Promise<readonly PeerOrder[]>;
  openRuns(): Promise<readonly Pick<Run, 'id' | 'revision' | 'driver'>[]>;
  /** Gives the open runs of one server to another. @returns their ids */
  giveRuns(from: string | null, to: string): Promise<readonly string[]>;
}

export function createSharedTables(database: Kysely<Tables>): SharedTables {
  return {
    newestOrder: () => newestOrder(database),
    ordersAfter: (seq) => ordersAfter(database, seq),
    ordersSince: (runId) => ordersSince(database, runId),
    openRuns: () =>
      database
        .selectFrom('runs')
        .select(['id', 'revision', 'driver'])
        .where('status', '=', 'RUNNING')
        .execute(),
    async giveRuns(from, to) {
      const given = await database
        .updateTable('runs')
        .set({ driver: to })
        .where('status', '=', 'RUNNING')
        .where('driver', 'is not distinct from', from)
        .returning('id')
        .execute();
      return given.map(({ id }) => id);
    },
  };
}
