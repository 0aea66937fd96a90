import type { Logger } from '../lib/logger.js';
import { createOcsClient } from '../ocs/client.js';
import type { WampConnection } from '../wamp/types.js';
import { createFeeds, type Feeds } from './feeds.js';
import type { PasswordFor } from './passwords.js';
import { createRegistry, type Registry } from './registry.js';
import type { RunStore } from './run-store.js';
import { createRuns, type Runs } from './runs.js';
import { createSessionWatch, type SessionWatch } from './session-watch.js';
import { createSlotNotes, type SlotNotes } from './slot-notes.js';

/** Where the manager is: the same for its whole life. */
export interface NetworkPlace {
  readonly url: string;
  readonly realm: string;
  readonly addressRoot: string;
  /** The OCS site file that says so; null if it came from options. */
  readonly site: string | null;
}

export interface ManagerOptions {
  readonly connection: WampConnection;
  readonly place: NetworkPlace;
  /** How long a slot may be silent before it has expired. */
  readonly expireTimeMs: number;
  /** The timeout of a run that names none, in seconds. */
  readonly timeoutFor: (operation: string, type: 'task' | 'process') => number;
  readonly store: RunStore;
  /** Our passwords for slots; none unless given. */
  readonly passwordFor?: PasswordFor;
  readonly logger: Logger;
}

/** The core: the slots of one OCS network and the runs on them. Both faces command it. */
export interface Manager {
  readonly connection: WampConnection;
  readonly place: NetworkPlace;
  readonly registry: Registry;
  readonly watch: SessionWatch;
  readonly feeds: Feeds;
  readonly notes: SlotNotes;
  readonly runs: Runs;
  close(): void;
}

export function createManager({
  connection,
  place,
  expireTimeMs,
  timeoutFor,
  store,
  passwordFor = () => undefined,
  logger,
}: ManagerOptions): Manager {
  const client = createOcsClient(connection, logger);
  const { addressRoot } = place;
  const registry = createRegistry({ connection, client, addressRoot, expireTimeMs, logger });
  const watch = createSessionWatch(registry);
  const feeds = createFeeds(registry, client, addressRoot, logger);
  const notes = createSlotNotes((error) => logger.error({ err: error }, 'a listener failed'));
  const noting = notes.changes.listen((address) => {
    const instance = registry.byAddress(address);
    if (instance) registry.instanceEvents.emit({ kind: 'UPDATED', instance });
  });
  const runs = createRuns({
    ...{ client, connection, registry, notes, store, passwordFor, timeoutFor, logger },
  });
  return {
    connection,
    place,
    registry,
    watch,
    feeds,
    notes,
    runs,
    close() {
      runs.close();
      noting.close();
      feeds.close();
      watch.close();
      registry.close();
    },
  };
}
