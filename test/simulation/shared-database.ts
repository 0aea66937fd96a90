import type { StoredOrder } from '../../src/storage/sql/orders.js';

/** A connection of a server to the database, as the database sees it. */
export interface LockSession {
  /** The number of the server. */
  readonly server: number;
  notice(text: string): void;
  /** The database ends the connection. */
  end(reason: string): void;
}

/** What several servers share besides the runs and the slots: locks, drivers, orders and notices. */
export interface SharedDatabase {
  /** The holder of each lock. A lock is freed when its connection ends. */
  readonly locks: Map<string, LockSession>;
  /** When each of the other locks was freed. */
  readonly freedAt: Map<string, number>;
  /** Every open connection. */
  readonly sessions: Set<LockSession>;
  /** The driver of each run. */
  readonly drivers: Map<string, string | null>;
  /** The newest order when each run began. */
  readonly ordersBefore: Map<string, number>;
  readonly orders: StoredOrder[];
}

export function createSharedDatabase(): SharedDatabase {
  return {
    locks: new Map(),
    freedAt: new Map(),
    sessions: new Set(),
    drivers: new Map(),
    ordersBefore: new Map(),
    orders: [],
  };
}
