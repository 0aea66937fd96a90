import type { Logger } from '../lib/logger.js';
import { type Closable, createTopic, type Topic } from '../lib/topic.js';
import type { OcsClient } from '../ocs/client.js';
import type { EncodedSession, Heartbeat } from '../ocs/protocol.js';
import { isActive, sessionData } from '../ocs/protocol.js';
import type { LinkState, WampConnection } from '../wamp/types.js';
import { createOutageGrace } from './expiry.js';
import type { InstanceApi, ManagedSmurfInstance, MutableInstance, Problem } from './instance.js';
import { hasChanged, type SessionRecord, sessionKey } from './session-record.js';

export const MANAGED_AGENT_CLASS = 'PysmurfController';

const EXPIRY_CHECK_MS = 1000;
/** A sweep notices what heartbeats cannot show: a session that came and went between two of them. */
const SWEEP_INTERVAL_MS = 60_000;
/** How soon something that could not be had is asked for again. */
const RETRY_MS = 5000;
/** Heartbeats come once a second: after two and a half everybody who lives has been heard. */
const FIRST_LOOK_MS = 2500;
/** The operations whose session data tells the stream id. */
const STREAM_ID_OPERATIONS = ['check_state', 'stream'];

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
  /** By instance id, so that every list that is made of them has one order. */
  readonly instances: readonly ManagedSmurfInstance[];
  byAddress(address: string): ManagedSmurfInstance | undefined;
  readonly instanceEvents: Topic<InstanceEvent>;
  readonly sessionEvents: Topic<SessionEvent>;
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

interface Asked {
  apiAt: number;
  streamIdAt: number;
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
  const instances = new Map<string, MutableInstance>();
  let inOrder: readonly MutableInstance[] = [];
  const asked = new Map<string, Asked>();
  const inFlight = new Map<string, Promise<void>>();
  const grace = createOutageGrace(connection.link);
  let hasLooked = false;

  const prefix = `${addressRoot}.`;

  function changed(instance: MutableInstance, kind: InstanceEventKind = 'UPDATED'): void {
    instanceEvents.emit({ kind, instance });
  }

  function onHeartbeat({ opCodes, info }: Heartbeat): void {
    const address = info.agent_address;
    if (info.agent_class !== MANAGED_AGENT_CLASS || !address.startsWith(prefix)) return;
    const known = instances.get(address);
    if (!known) {
      add(address, info.session_id, opCodes);
      return;
    }
    known.lastRefresh = new Date();
    if (known.agentStart !== info.session_id) restart(known, info.session_id);
    if (known.expired) {
      known.expired = false;
      changed(known, 'RETURNED');
      void refresh(address);
    }
    takeOpCodes(known, opCodes);
    askForWhatIsMissing(known);
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
      problems: [],
    };
    instances.set(address, instance);
    inOrder = [...instances.values()].sort(byInstanceId);
    asked.set(address, { apiAt: 0, streamIdAt: 0 });
    logger.info({ address }, 'found a slot');
    changed(instance, 'ADDED');
    void refresh(address);
  }

  function restart(instance: MutableInstance, agentStart: string): void {
    logger.info({ address: instance.address }, 'the agent of a slot has restarted');
    for (const [operation, record] of instance.sessions) {
      keep(instance, operation, { ...record, evicted: true });
    }
    instance.agentStart = agentStart;
    instance.api = null;
    instance.streamIdConfirmed = false;
    instance.problems = [];
    changed(instance, 'RESTARTED');
    void refresh(instance.address);
  }

  function takeOpCodes(instance: MutableInstance, opCodes: Heartbeat['opCodes']): void {
    let any = false;
    for (const [operation, code] of Object.entries(opCodes)) {
      if (instance.opCodes.get(operation) === code) continue;
      any = true;
      instance.opCodes.set(operation, code);
      void pull(instance.address, operation);
    }
    if (any) changed(instance);
  }

  /** Driven by heartbeats, so that nothing is asked of an agent that is not there. */
  function askForWhatIsMissing(instance: MutableInstance): void {
    const last = asked.get(instance.address);
    if (!last) return;
    const now = Date.now();
    if (now - last.apiAt > (instance.api ? SWEEP_INTERVAL_MS : RETRY_MS)) void refresh(instance.address);
    if (!instance.streamIdConfirmed && now - last.streamIdAt > RETRY_MS) pullStreamId(instance);
  }

  function pullStreamId(instance: MutableInstance): void {
    const last = asked.get(instance.address);
    if (last) last.streamIdAt = Date.now();
    for (const operation of STREAM_ID_OPERATIONS) {
      const code = instance.opCodes.get(operation);
      if (code !== undefined && isActive(code)) void pull(instance.address, operation);
    }
  }

  function once(key: string, ask: () => Promise<void>): Promise<void> {
    const going = inFlight.get(key);
    if (going !== undefined) return going;
    const asking = ask().finally(() => inFlight.delete(key));
    inFlight.set(key, asking);
    return asking;
  }

  function refresh(address: string): Promise<void> {
    return once(address, async () => {
      const instance = instances.get(address);
      const last = asked.get(address);
      if (!instance || !last) return;
      last.apiAt = Date.now();
      const start = instance.agentStart;
      try {
        const api = await client.getApi(address);
        if (instance.agentStart !== start) return;
        const operations = new Map(api.operations.map(({ name, info }) => [name, info]));
        const described: InstanceApi = {
          hostname: api.hostname,
          pid: api.pid,
          accessControlled: api.accessControl !== null,
          operations,
        };
        instance.api = described;
        setProblem(instance, 'API_UNREADABLE', null);
        setProblem(instance, 'API_MALFORMED', api.problems.length > 0 ? api.problems.join('; ') : null);
        for (const { name, session } of api.operations) note(address, name, session);
        changed(instance);
      } catch (error) {
        setProblem(instance, 'API_UNREADABLE', `What the agent offers cannot be read: ${text(error)}`);
      }
    });
  }

  function pull(address: string, operation: string): Promise<void> {
    return once(`${address}/${operation}`, async () => {
      const instance = instances.get(address);
      if (!instance) return;
      try {
        const { session } = await client.status(address, operation);
        setProblem(instance, 'SESSION_UNREADABLE', null, operation);
        note(address, operation, session);
      } catch (error) {
        const message = `The session of ${operation} cannot be read: ${text(error)}`;
        setProblem(instance, 'SESSION_UNREADABLE', message, operation);
      }
    });
  }

  function note(address: string, operation: string, session: EncodedSession | null): void {
    const instance = instances.get(address);
    if (!instance) return;
    const previous = instance.sessions.get(operation);
    if (session === null) {
      if (previous) keep(instance, operation, { ...previous, evicted: true });
      return;
    }
    // Answers can overtake each other: one that was overtaken tells nothing new.
    if (previous && !previous.evicted && overtakes(previous.session, session)) return;
    keep(instance, operation, {
      id: sessionKey(address, instance.agentStart, session),
      session,
      refreshedAt: new Date(),
      evicted: false,
    });
    if (STREAM_ID_OPERATIONS.includes(operation)) takeStreamId(instance, session);
  }

  function keep(instance: MutableInstance, operation: string, record: SessionRecord): void {
    const previous = instance.sessions.get(operation);
    instance.sessions.set(operation, record);
    if (previous && !hasChanged(previous, record)) return;
    sessionEvents.emit({ instance, operation, record });
  }

  function takeStreamId(instance: MutableInstance, session: EncodedSession): void {
    const streamId = sessionData(session)['stream_id'];
    if (typeof streamId !== 'string' || streamId === '') return;
    if (instance.streamIdConfirmed && instance.streamId === streamId) return;
    instance.streamId = streamId;
    instance.streamIdConfirmed = true;
    changed(instance);
  }

  /** @param message null when the problem is over */
  function setProblem(
    instance: MutableInstance,
    code: Problem['code'],
    message: string | null,
    operation: string | null = null,
  ): void {
    const isIt = (problem: Problem) => problem.code === code && problem.operation === operation;
    if ((instance.problems.find(isIt)?.message ?? null) === message) return;
    const others = instance.problems.filter((problem) => !isIt(problem));
    instance.problems = message === null ? others : [...others, { code, operation, message }];
    if (message !== null) logger.warn({ address: instance.address, code, operation }, message);
    changed(instance);
  }

  function expire(): void {
    for (const instance of instances.values()) {
      if (instance.expired || !grace.isOver(instance.lastRefresh, expireTimeMs)) continue;
      instance.expired = true;
      logger.warn({ address: instance.address }, 'a slot has expired: no heartbeat');
      changed(instance, 'EXPIRED');
    }
  }

  function onLinkChange(link: LinkState): void {
    grace.take(link);
    if (!link.connected || hasLooked) return;
    clearTimeout(firstLook);
    firstLook = setTimeout(async () => {
      await Promise.all(inFlight.values());
      hasLooked = true;
      logger.info({ slots: instances.size }, 'looked at the network');
    }, FIRST_LOOK_MS);
  }

  let firstLook: NodeJS.Timeout | undefined;
  const expiry = setInterval(expire, EXPIRY_CHECK_MS);
  const held: Closable[] = [
    client.onHeartbeat(addressRoot, onHeartbeat),
    client.onFeed(prefix, 'state_results', ({ info }) => {
      const instance = instances.get(info.agent_address);
      if (instance && !instance.streamIdConfirmed) pullStreamId(instance);
    }),
    connection.onLinkChange(onLinkChange),
    { close: () => clearInterval(expiry) },
    { close: () => clearTimeout(firstLook) },
  ];
  onLinkChange(connection.link);

  return {
    get instances() {
      return inOrder;
    },
    byAddress: (address) => instances.get(address),
    instanceEvents,
    sessionEvents,
    get hasLooked() {
      return hasLooked;
    },
    refresh,
    pull,
    note,
    close() {
      for (const closable of held.splice(0)) closable.close();
    },
  };
}

/** s2 comes before s10. */
const { compare } = new Intl.Collator('en', { numeric: true });
const byInstanceId = (a: ManagedSmurfInstance, b: ManagedSmurfInstance) =>
  compare(a.instanceId, b.instanceId);

/** True if `known` is later than `told`: a later session, or the end of the one that `told` sees running. */
function overtakes(known: EncodedSession, told: EncodedSession): boolean {
  if (known.session_id !== told.session_id) return known.session_id > told.session_id;
  return known.status === 'done' && told.status !== 'done';
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
