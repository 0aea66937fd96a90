import type { Logger } from '../lib/logger.js';
import { type Closable, createTopic, type Topic } from '../lib/topic.js';
import type { OcsClient } from '../ocs/client.js';
import { type EncodedSession, type Heartbeat, isActive, sessionData } from '../ocs/protocol.js';
import type { LinkState, WampConnection } from '../wamp/types.js';
import { createOutageGrace } from './expiry.js';
import type { ManagedSmurfInstance, MutableInstance } from './instance.js';
import { createInstanceReader, STREAM_ID_OPERATIONS } from './instance-reader.js';
import type { SessionRecord } from './session-record.js';
import { createStatePulse, type StatePulse } from './state-pulse.js';

export const MANAGED_AGENT_CLASS = 'PysmurfController';

const TICK_MS = 1000;
/** A sweep notices what heartbeats cannot show: a session that came and went between two of them. */
const SWEEP_INTERVAL_MS = 60_000;
/** How soon something that could not be had is asked for again. */
const RETRY_MS = 5000;
/** Heartbeats come once a second: after two and a half everybody who lives has been heard. */
const FIRST_LOOK_MS = 2500;

export type InstanceEventKind = 'ADDED' | 'UPDATED' | 'EXPIRED' | 'RETURNED' | 'RESTARTED';
export interface InstanceEvent {
  readonly kind: InstanceEventKind;
  readonly instance: ManagedSmurfInstance;
}
export interface SessionEvent {
  readonly instance: ManagedSmurfInstance;
  readonly operation: string;
  readonly record: SessionRecord;
}

/** The up-to-date list of PysmurfControllers on the network, kept by their heartbeats. */
export interface Registry {
  /** By instance id. */
  readonly instances: readonly ManagedSmurfInstance[];
  byAddress(address: string): ManagedSmurfInstance | undefined;
  readonly instanceEvents: Topic<InstanceEvent>;
  readonly sessionEvents: Topic<SessionEvent>;
  /** Told each time that a slot's `check_state` has read the slot. */
  readonly stateReads: Topic<ManagedSmurfInstance>;
  /** True after the first look at the network: everybody alive was heard and asked for its sessions. */
  readonly hasLooked: boolean;
  /** Asks one agent for its get_api, once for all who ask at the same time. Never rejects: see `problems`. */
  refresh(address: string): Promise<void>;
  /** Asks for one session, once for all who ask at the same time. Never rejects: see `problems`. */
  pull(address: string, operation: string): Promise<void>;
  /** Takes note of a session that someone was told: a reply to start, stop or wait. */
  note(address: string, operation: string, session: EncodedSession | null): void;
  close(): void;
}

/** An instance and what we keep beside it. */
interface Entry {
  readonly instance: MutableInstance;
  readonly pulse: StatePulse;
  apiAskedAt: number;
  streamIdAskedAt: number;
}

export function createRegistry({
  connection,
  client,
  addressRoot,
  expireTimeMs,
  logger,
}: {
  readonly connection: WampConnection;
  readonly client: OcsClient;
  readonly addressRoot: string;
  readonly expireTimeMs: number;
  readonly logger: Logger;
}): Registry {
  const onListenerError = (error: unknown) => logger.error({ err: error }, 'a listener failed');
  const instanceEvents = createTopic<InstanceEvent>(onListenerError);
  const sessionEvents = createTopic<SessionEvent>(onListenerError);
  const stateReads = createTopic<ManagedSmurfInstance>(onListenerError);
  const entries = new Map<string, Entry>();
  let inOrder: readonly ManagedSmurfInstance[] = [];
  const grace = createOutageGrace(connection.link);
  const reader = createInstanceReader({
    client,
    logger,
    onChange: (instance) => changed(instance),
    onSession: (instance, operation, record) => sessionEvents.emit({ instance, operation, record }),
  });
  const prefix = `${addressRoot}.`;
  let hasLooked = false;
  let firstLook: NodeJS.Timeout | undefined;

  function changed(instance: MutableInstance, kind: InstanceEventKind = 'UPDATED'): void {
    instanceEvents.emit({ kind, instance });
  }

  function onHeartbeat({ opCodes, info }: Heartbeat): void {
    const address = info.agent_address;
    if (info.agent_class !== MANAGED_AGENT_CLASS || !address.startsWith(prefix)) return;
    const entry = entries.get(address);
    if (!entry) {
      add(address, info.session_id, opCodes);
      return;
    }
    const { instance } = entry;
    instance.lastRefresh = new Date();
    if (instance.agentStart !== info.session_id) restart(entry, info.session_id);
    if (instance.expired) {
      instance.expired = false;
      changed(instance, 'RETURNED');
      ask(entry);
    }
    takeOpCodes(instance, opCodes);
    askForWhatIsMissing(entry);
  }

  function add(address: string, agentStart: string, opCodes: Heartbeat['opCodes']): void {
    const instance: MutableInstance = {
      address,
      instanceId: address.slice(prefix.length),
      agentClass: MANAGED_AGENT_CLASS,
      streamId: null,
      streamIdConfirmed: false,
      expired: false,
      lastRefresh: new Date(),
      agentStart,
      api: null,
      opCodes: new Map(Object.entries(opCodes)),
      sessions: new Map(),
      stateStale: true,
      problems: [],
    };
    const entry = { instance, pulse: createStatePulse(), apiAskedAt: 0, streamIdAskedAt: 0 };
    entries.set(address, entry);
    inOrder = [...inOrder, instance].sort(byInstanceId);
    logger.info({ address }, 'found a slot');
    changed(instance, 'ADDED');
    ask(entry);
  }

  function restart(entry: Entry, agentStart: string): void {
    const { instance } = entry;
    logger.info({ address: instance.address }, 'the agent of a slot has restarted');
    reader.evictAll(instance);
    instance.agentStart = agentStart;
    instance.api = null;
    instance.streamIdConfirmed = false;
    instance.problems = [];
    changed(instance, 'RESTARTED');
    ask(entry);
  }

  function takeOpCodes(instance: MutableInstance, opCodes: Heartbeat['opCodes']): void {
    const news = Object.entries(opCodes).filter(([name, code]) => instance.opCodes.get(name) !== code);
    if (news.length === 0) return;
    for (const [operation, code] of news) {
      instance.opCodes.set(operation, code);
      void reader.pull(instance, operation);
    }
    changed(instance);
  }

  function ask(entry: Entry): void {
    entry.apiAskedAt = Date.now();
    void reader.refresh(entry.instance);
  }

  /** Driven by heartbeats, so that nothing is asked of an agent that is not there. */
  function askForWhatIsMissing(entry: Entry): void {
    const { instance } = entry;
    const now = Date.now();
    if (now - entry.apiAskedAt > (instance.api ? SWEEP_INTERVAL_MS : RETRY_MS)) ask(entry);
    if (!instance.streamIdConfirmed && now - entry.streamIdAskedAt > RETRY_MS) pullStreamId(entry);
  }

  function pullStreamId(entry: Entry): void {
    entry.streamIdAskedAt = Date.now();
    for (const operation of STREAM_ID_OPERATIONS) {
      const code = entry.instance.opCodes.get(operation);
      if (code !== undefined && isActive(code)) void reader.pull(entry.instance, operation);
    }
  }

  function onStateResults(address: string): void {
    const entry = entries.get(address);
    if (!entry) return;
    entry.pulse.beat();
    if (!entry.instance.streamIdConfirmed) pullStreamId(entry);
    stateReads.emit(entry.instance);
    lookAtState(entry);
  }

  function lookAtState({ instance, pulse }: Entry): void {
    const code = instance.opCodes.get('check_state');
    const record = instance.sessions.get('check_state');
    const lastUpdate = record && !record.evicted ? sessionData(record.session)['last_update'] : null;
    const isRead = code !== undefined && isActive(code) && !instance.expired;
    const stale = !isRead || pulse.isStale(Number.isFinite(lastUpdate) ? (lastUpdate as number) : null);
    if (stale === instance.stateStale) return;
    instance.stateStale = stale;
    changed(instance);
  }

  function expire({ instance }: Entry): void {
    if (instance.expired || !grace.isOver(instance.lastRefresh, expireTimeMs)) return;
    instance.expired = true;
    logger.warn({ address: instance.address }, 'a slot has expired: no heartbeat');
    changed(instance, 'EXPIRED');
  }

  function tick(): void {
    for (const entry of entries.values()) {
      expire(entry);
      lookAtState(entry);
    }
  }

  function onLinkChange(link: LinkState): void {
    grace.take(link);
    if (!link.connected || hasLooked) return;
    clearTimeout(firstLook);
    firstLook = setTimeout(async () => {
      await reader.idle();
      hasLooked = true;
      logger.info({ slots: entries.size }, 'looked at the network');
    }, FIRST_LOOK_MS);
  }

  const ticking = setInterval(tick, TICK_MS);
  const held: Closable[] = [
    client.onHeartbeat(addressRoot, onHeartbeat),
    client.onFeed(prefix, 'state_results', ({ info }) => onStateResults(info.agent_address)),
    connection.onLinkChange(onLinkChange),
    { close: () => clearInterval(ticking) },
    { close: () => clearTimeout(firstLook) },
  ];
  onLinkChange(connection.link);

  const withInstance = async (
    address: string,
    act: (instance: MutableInstance) => Promise<void>,
  ): Promise<void> => {
    const entry = entries.get(address);
    if (entry) await act(entry.instance);
  };

  return {
    get instances() {
      return inOrder;
    },
    byAddress: (address) => entries.get(address)?.instance,
    instanceEvents,
    sessionEvents,
    stateReads,
    get hasLooked() {
      return hasLooked;
    },
    refresh: (address) => withInstance(address, reader.refresh),
    pull: (address, operation) => withInstance(address, (instance) => reader.pull(instance, operation)),
    note(address, operation, session) {
      const entry = entries.get(address);
      if (entry) reader.note(entry.instance, operation, session);
    },
    close() {
      for (const closable of held.splice(0)) closable.close();
    },
  };
}

/** s2 comes before s10. */
function byInstanceId(a: ManagedSmurfInstance, b: ManagedSmurfInstance): number {
  return a.instanceId.localeCompare(b.instanceId, 'en', { numeric: true });
}
