import type { StoreFaultKind } from '../schedule.js';

/** Where the servers of one network keep their runs. Nothing that goes wrong with it reaches another network. */
export interface Store {
  /** The environment of a server whose store is empty. */
  fresh(): Promise<Readonly<Record<string, string>>>;
  /** Begins the fault; the result mends it. */
  fail(kind: StoreFaultKind): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
