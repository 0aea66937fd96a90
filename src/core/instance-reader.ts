import type { Logger } from '../lib/logger.js';
import type { OcsClient } from '../ocs/client.js';
import { type EncodedSession, sessionData } from '../ocs/protocol.js';
import type { MutableInstance, Problem } from './instance.js';
import { hasChanged, overtakes, type SessionRecord, sessionKey } from './session-record.js';

/** The operations whose session data tells the stream id. */
export const STREAM_ID_OPERATIONS = ['check_state', 'stream'];

/** Asks agents what only they know, and writes the answers into their instances. */
export interface InstanceReader {
  /** Asks for get_api, once for all who ask at the same time. Never rejects: see the instance's problems. */
  refresh(instance: MutableInstance): Promise<void>;
  /** Asks for one session, once for all who ask at the same time. Never rejects: see the instance's problems. */
  pull(instance: MutableInstance, operation: string): Promise<void>;
  /** Takes note of a session that someone was told. */
  note(instance: MutableInstance, operation: string, session: EncodedSession | null): void;
  /** The agent has restarted: of its sessions only our copies are left. */
  evictAll(instance: MutableInstance): void;
  /** Resolves when everything that has been asked is answered. */
  idle(): Promise<void>;
}

export function createInstanceReader({
  client,
  logger,
  onChange,
  onSession,
}: {
  readonly client: OcsClient;
  readonly logger: Logger;
  readonly onChange: (instance: MutableInstance) => void;
  readonly onSession: (instance: MutableInstance, operation: string, record: SessionRecord) => void;
}): InstanceReader {
  const inFlight = new Map<string, Promise<void>>();

  function once(key: string, ask: () => Promise<void>): Promise<void> {
    const going = inFlight.get(key);
    if (going !== undefined) return going;
    const asking = ask().finally(() => inFlight.delete(key));
    inFlight.set(key, asking);
    return asking;
  }

  async function readApi(instance: MutableInstance): Promise<void> {
    const start = instance.agentStart;
    try {
      const api = await client.getApi(instance.address);
      if (instance.agentStart !== start) return;
      instance.api = {
        hostname: api.hostname,
        pid: api.pid,
        accessControlled: api.accessControl !== null,
        feeds: api.feeds,
        operations: new Map(api.operations.map(({ name, info }) => [name, info])),
      };
      setProblem(instance, 'API_UNREADABLE', null);
      setProblem(instance, 'API_MALFORMED', api.problems.length > 0 ? api.problems.join('; ') : null);
      for (const { name, session } of api.operations) note(instance, name, session);
      onChange(instance);
    } catch (error) {
      setProblem(instance, 'API_UNREADABLE', `What the agent offers cannot be read: ${text(error)}`);
    }
  }

  async function readSession(instance: MutableInstance, operation: string): Promise<void> {
    try {
      const { session } = await client.status(instance.address, operation);
      setProblem(instance, 'SESSION_UNREADABLE', null, operation);
      note(instance, operation, session);
    } catch (error) {
      setProblem(instance, 'SESSION_UNREADABLE', `It cannot be read: ${text(error)}`, operation);
    }
  }

  function note(instance: MutableInstance, operation: string, session: EncodedSession | null): void {
    const previous = instance.sessions.get(operation);
    if (session === null) {
      if (previous) keep(instance, operation, { ...previous, evicted: true });
      return;
    }
    setProblem(instance, 'SESSION_UNREADABLE', null, operation);
    // Answers can overtake each other: one that was overtaken tells nothing new.
    if (previous && !previous.evicted && overtakes(previous.session, session)) return;
    keep(instance, operation, {
      id: sessionKey(instance.address, instance.agentStart, session),
      session,
      refreshedAt: new Date(),
      evicted: false,
    });
    if (STREAM_ID_OPERATIONS.includes(operation)) takeStreamId(instance, session);
  }

  function keep(instance: MutableInstance, operation: string, record: SessionRecord): void {
    const previous = instance.sessions.get(operation);
    instance.sessions.set(operation, record);
    if (!previous || hasChanged(previous, record)) onSession(instance, operation, record);
  }

  function takeStreamId(instance: MutableInstance, session: EncodedSession): void {
    const streamId = sessionData(session)['stream_id'];
    if (typeof streamId !== 'string' || streamId === '') return;
    if (instance.streamIdConfirmed && instance.streamId === streamId) return;
    instance.streamId = streamId;
    instance.streamIdConfirmed = true;
    onChange(instance);
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
    onChange(instance);
  }

  return {
    refresh: (instance) => once(instance.address, () => readApi(instance)),
    pull: (instance, operation) =>
      once(`${instance.address}/${operation}`, () => readSession(instance, operation)),
    note,
    evictAll(instance) {
      for (const [operation, record] of instance.sessions) {
        keep(instance, operation, { ...record, evicted: true });
      }
    },
    async idle() {
      await Promise.all(inFlight.values());
    },
  };
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
