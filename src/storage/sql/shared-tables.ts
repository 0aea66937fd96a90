import { type Kysely, sql } from 'kysely';
import type { PeerOrder } from '../../core/runs/peers.js';
import type { Run } from '../../core/runs/run.js';
import { newestOrder, ordersAfter, ordersSince, type StoredOrder } from './orders.js';
import type { Tables } from './tables.js';

/**
 * The server that lost a run may have published later revisions than are stored: progress is not stored, and the last
 * events may not be. All states that the new server publishes must be newer, or the subscribers of the old one would
 * ignore them.
 */
export const TAKEN_REVISIONS = 100_000;

/** What the servers of a database read and change to share its runs. */
export interface SharedTables {
  /** The number of the newest order; 0 if there is none. */
  newestOrder(): Promise<number>;
  /** The orders after this one, oldest first. */
  ordersAfter(seq: number): Promise<readonly StoredOrder[]>;
  /** The orders that end something, since the run began. */
  ordersSince(runId: string): Promise<readonly PeerOrder[]>;
  openRuns(): Promise<readonly Pick<Run, 'id' | 'revision' | 'driver'>[]>;
  /**
   * Gives the open runs of one server to another. The revision of each increases by {@link TAKEN_REVISIONS}.
   * @returns their ids
   */
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
        .set({ driver: to, revision: sql`revision + ${TAKEN_REVISIONS}` })
        .where('status', '=', 'RUNNING')
        .where('driver', 'is not distinct from', from)
        .returning('id')
        .execute();
      return given.map(({ id }) => id);
    },
  };
}
