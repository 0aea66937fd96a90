import { type Clock, systemClock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import { logListenerErrors } from '../lib/topic.js';
import { createOcsClient, type OcsClient } from '../ocs/client.js';
import type { OcsBridge } from '../ocs/http-bridge.js';
import type { WampConnection } from '../wamp/types.js';
import { type Audit, createAudit } from './audit/audit.js';
import type { AuditStore } from './audit/audit-store.js';
import type { GrantHolder } from './grants/grant-holder.js';
import { type AccessDirector, createGrantTools } from './grants/grant-tools.js';
import type { Grants } from './grants/grants.js';
import { type Kept, knownSlots, NOTHING_KEPT } from './known-slots.js';
import { type NetworkPlace, networkName } from './network-place.js';
import { noPresets, type Presets } from './presets.js';
import { pysmurfController } from './profiles/pysmurf-controller.js';
import { type CoreEvents, createCoreEvents } from './runs/core-events.js';
import { createEndWaits, noEndWaits } from './runs/end-waits.js';
import { createHistory, type History } from './runs/history.js';
import { createOverdueWatch, type OverdueWatch } from './runs/overdue-watch.js';
import type { PasswordFor } from './runs/passwords.js';
import { noPeers, type Peers } from './runs/peers.js';
import type { Patience } from './runs/run-execution.js';
import type { RunStore } from './runs/run-store.js';
import { createRuns, type Runs } from './runs/runs.js';
import { createSeenEnds } from './runs/seen-ends.js';
import { createStartLedger } from './runs/start-ledger.js';
import { createUnsentStarts } from './runs/unsent-starts.js';
import type { AgentProfile } from './slots/agent-profile.js';
import { createFeeds, type Feeds } from './slots/feeds.js';
import { createGroupsOf, type Groups } from './slots/groups.js';
import { createRegistry, type Registry } from './slots/registry.js';
import { createSessionWatch, type SessionWatch } from './slots/session-watch.js';
import { keepSlots } from './slots/slot-keeper.js';
import { createSlotMarks, type SlotMarks } from './slots/slot-marks.js';
import type { SlotStore } from './slots/slot-store.js';
import { type StoreHealth, wellStored } from './store-health.js';

export interface CoreOptions {
  readonly connection: WampConnection;
  /** The router's HTTP bridge; null if there is none: ends are then detected by heartbeats and polling. */
  readonly bridge?: OcsBridge | null;
  readonly place: NetworkPlace;
  /** A slot without a heartbeat for this long has expired. */
  readonly expireTimeMs: number;
  /** Slots beyond this number are ignored. Defaults to 10,000. */
  readonly maxSlots?: number;
  /** The default timeout of a run, in seconds. */
  readonly timeoutFor: (operation: string, type: 'task' | 'process') => number;
  readonly patience: Patience;
  readonly store: RunStore;
  /** Stores the slots and their marks. Defaults to null: they are not stored. */
  readonly slotStore?: SlotStore | null;
  /** Stores the audit records. Defaults to null: they are only logged. */
  readonly auditStore?: AuditStore | null;
  /** The content of these stores at the start of the server. Defaults to nothing. */
  readonly kept?: Kept;
  readonly storeHealth?: StoreHealth;
  /** The servers that use the same store. Defaults to none. */
  readonly peers?: Peers;
  /** If true, a start must name its slots or use the name `all`. By default, a start without names commands all. */
  readonly explicitSlots?: boolean;
  /** The groups of slots. Defaults to none. */
  readonly groups?: Groups;
  /** Defaults to none. */
  readonly presets?: Presets;
  /** Names of the tasks of our own OCS agent. An operation of a slot with the same name is a problem of the slot. */
  readonly ownTasks?: readonly string[];
  /** The access director. Defaults to null: there is none. */
  readonly accessDirector?: AccessDirector | null;
  /** The server's passwords for slots. Defaults to none. */
  readonly passwordFor?: PasswordFor;
  /** Adds something to the client for all calls to agents, such as metrics. By default nothing is added. */
  readonly decorateClient?: (client: OcsClient) => OcsClient;
  readonly clock?: Clock;
  readonly logger: Logger;
}

/** The slots of one OCS network and the runs on them. The GraphQL face and the OCS face both use it. */
export interface Core {
  readonly connection: WampConnection;
  readonly place: NetworkPlace;
  readonly profile: AgentProfile;
  readonly clock: Clock;
  readonly events: CoreEvents;
  readonly registry: Registry;
  readonly groups: Groups;
  readonly presets: Presets;
  readonly watch: SessionWatch;
  readonly feeds: Feeds;
  readonly marks: SlotMarks;
  readonly grants: Grants;
  readonly grantHolder: GrantHolder;
  readonly runs: Runs;
  readonly history: History;
  readonly overdue: OverdueWatch;
  readonly storeHealth: StoreHealth;
  readonly peers: Peers;
  readonly audit: Audit;
  close(): void;
}

export function createCore(options: CoreOptions): Core {
  const { connection, bridge = null, place, expireTimeMs, timeoutFor, patience, store, logger } = options;
  const { explicitSlots = false, passwordFor = () => undefined, clock = systemClock } = options;
  const { groups = new Map(), presets = noPresets, decorateClient = (client) => client } = options;
  const { slotStore = null, kept = NOTHING_KEPT, storeHealth = wellStored, peers = noPeers } = options;
  const { addressRoot } = place;
  const profile = pysmurfController;
  const onListenerError = logListenerErrors(logger);

  const onStoreError = (error: unknown) =>
    logger.error({ err: error }, 'a change of a slot or its marks could not be stored');

  const events = createCoreEvents(onListenerError);
  const client = decorateClient(createOcsClient(connection, logger, clock));
  const registry = createRegistry({
    ...{ connection, client, bridge, profile, events, addressRoot, expireTimeMs, clock, logger },
    ...(options.maxSlots !== undefined && { maxSlots: options.maxSlots }),
    network: networkName(place),
    groupsOf: createGroupsOf(groups),
    ownTasks: options.ownTasks ?? [],
    known: knownSlots(kept),
  });
  const watch = createSessionWatch({ registry, events, stateReader: profile.stateReader, clock });
  const feeds = createFeeds({ registry, events, client, addressRoot, clock, logger });
  const { grants, grantHolder } = createGrantTools(options.accessDirector ?? null, {
    connection,
    client,
    registry,
    addressRoot,
    clock,
    logger,
  });
  const marks = createSlotMarks({ store: slotStore, kept: kept.slots, onError: onStoreError });
  const keeping =
    slotStore && keepSlots({ registry, events, store: slotStore, clock, onError: onStoreError });
  const touching = marks.changes.listen(registry.touch);
  const others = [
    peers.marks.listen(marks.replace),
    peers.orders.listen((order) => {
      if (order.kind === 'FORGET' && registry.byAddress(order.address)?.expired)
        registry.forget(order.address);
    }),
  ];
  const forgetting = events.slots.listen(({ kind, slot }) => {
    if (kind === 'REMOVED') marks.forget(slot.address);
  });
  const starts = createStartLedger(clock);
  const ends = createSeenEnds(events.sessions);
  const waits = bridge ? createEndWaits(bridge, clock, logger) : noEndWaits;
  const { mayDrive, catchUp } = peers;
  const tools = {
    client,
    connection,
    registry,
    events,
    marks,
    profile,
    starts,
    unsent: createUnsentStarts(),
    ends,
    waits,
    grants,
    grantHolder,
    mayDrive,
    catchUp,
    clock,
    logger,
  };
  const runs = createRuns({
    ...{
      tools,
      connection,
      registry,
      events,
      store,
      peers,
      patience,
      explicitSlots,
      passwordFor,
      grants,
      grantHolder,
      timeoutFor,
      logger,
    },
  });

  const audit = createAudit({ store: options.auditStore ?? null, clock, logger });
  const history = createHistory(store);
  const overdue = createOverdueWatch({ history, events, registry, clock, onError: onListenerError });

  for (const run of [...kept.ended, ...kept.runs]) starts.see(run);
  for (const run of kept.runs) {
    runs.carryOn(run);
    overdue.see(run);
  }

  return {
    ...{
      connection,
      place,
      profile,
      clock,
      events,
      registry,
      watch,
      feeds,
      marks,
      grants,
      grantHolder,
      runs,
      history,
      overdue,
    },
    ...{ groups, presets, storeHealth, peers, audit },
    close() {
      overdue.close();
      runs.close();
      ends.close();
      void grantHolder.close();
      void audit.close();
      touching.close();
      forgetting.close();
      for (const listening of others) listening.close();
      keeping?.close();
      grants.close();
      feeds.close();
      watch.close();
      registry.close();
    },
  };
}
