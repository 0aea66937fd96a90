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

/** A run, as its server stored it last. */
export interface ListedRun extends Pick<Run, 'id' | 'revision' | 'driver'> {
  readonly seq: number;
  readonly isOpen: boolean;
}

/** What the servers of a database read and change to share its runs. */
export interface SharedTables {
  /** The number of the newest order; 0 if there is none. */
  newestOrder(): Promise<number>;
  /** The orders after this one, oldest first. */
  ordersAfter(seq: number): Promise<readonly StoredOrder[]>;
  /** The orders that end something, since the run began. */
  ordersSince(runId: string): Promise<readonly PeerOrder[]>;
  /** The number of the newest run; 0 if there is none. */
  newestRun(): Promise<number>;
  /** The open runs, and all runs after this one, with their numbers. */
  openRuns(after: number): Promise<readonly ListedRun[]>;
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
    async newestRun() {
      const row = await database
        .selectFrom('runs')
        .select(({ fn }) => fn.max('seq').as('newest'))
        .executeTakeFirst();
      return Number(row?.newest ?? 0);
    },
    async openRuns(after) {
      const rows = await database
        .selectFrom('runs')
        .select(['seq', 'id', 'revision', 'driver', 'status'])
        .where((where) => where.or([where('status', '=', 'RUNNING'), where('seq', '>', after)]))
        .execute();
      return rows.map(({ status, ...row }) => ({ ...row, isOpen: status === 'RUNNING' }));
    },
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
