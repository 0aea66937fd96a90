import { displayName, type ManagedSmurfInstance } from '../core/instance.js';
import { type Run, runResult } from '../core/run.js';
import type { SessionRecord } from '../core/session-record.js';
import { fit, omitted } from '../ocs/agent/size.js';
import type { EncodedSession } from '../ocs/protocol.js';

/** The newest messages of each session that `monitor` tells. */
export const MONITOR_MESSAGES = 10;
/** The newest messages of each slot's session that an operation tells. */
export const RUN_MESSAGES = 100;

/**
 * How long the data of one session of ours may be, in JSON. A slot whose channels are set up takes about
 * 20 KB in `monitor` (`channel_mask` alone has 1,600 integers and more), so 16 slots pass whole.
 */
export const MAX_DATA_BYTES = 640 * 1024;

/** A slot's session as OCS encodes it, and what we know about our copy. */
export interface MonitoredSession extends EncodedSession {
  /** UNIX time at which the agent told it. */
  readonly refreshed_at: number;
  /** True when the agent no longer has this session and our copy is all that is left. */
  readonly evicted: boolean;
}

/** A slot as `monitor` tells it. Times are UNIX seconds. */
export interface MonitoredInstance {
  readonly address: string;
  readonly instance_id: string;
  /** Null while unknown. */
  readonly stream_id: string | null;
  readonly agent_class: string;
  /** True when no heartbeat has come for the expire time. */
  readonly expired: boolean;
  /** When the last heartbeat came. */
  readonly last_refresh: number;
  /** The latest session of each operation that had one. */
  readonly sessions: Readonly<Record<string, MonitoredSession>>;
}

/** The data of `monitor`: each slot by its stream id, or by its instance id while that is unknown or shared. */
export function encodeInstances(
  instances: readonly ManagedSmurfInstance[],
): Record<string, MonitoredInstance> {
  const names = keysOf(instances);
  const portions = instances.flatMap((instance) =>
    [...instance.sessions].map(([operation, record]) => ({ instance, operation, record })),
  );
  const fitted = fit(
    portions.map(({ record }) => {
      const full = monitored(record);
      return { full, without: (bytes: number) => ({ ...full, data: omitted(bytes) }) };
    }),
    MAX_DATA_BYTES,
  );
  const sessionsOf = (instance: ManagedSmurfInstance) =>
    portions.flatMap((portion, index) => {
      const session = fitted[index];
      return portion.instance === instance && session ? [[portion.operation, session] as const] : [];
    });
  return Object.fromEntries(
    instances.map((instance, index) => [
      names[index] ?? instance.instanceId,
      {
        address: instance.address,
        instance_id: instance.instanceId,
        stream_id: instance.streamIdConfirmed ? instance.streamId : null,
        agent_class: instance.agentClass,
        expired: instance.expired,
        last_refresh: instance.lastRefresh.getTime() / 1000,
        sessions: Object.fromEntries(sessionsOf(instance)),
      },
    ]),
  );
}

/** A name for each slot; those that claim the same stream id go by their instance ids. */
export function keysOf(instances: readonly ManagedSmurfInstance[]): string[] {
  const names = instances.map(displayName);
  return instances.map(({ instanceId }, index) => {
    const name = names[index] ?? instanceId;
    return names.indexOf(name) === names.lastIndexOf(name) ? name : instanceId;
  });
}

function monitored({ session, refreshedAt, evicted }: SessionRecord): MonitoredSession {
  return {
    ...session,
    messages: session.messages.slice(-MONITOR_MESSAGES),
    refreshed_at: refreshedAt.getTime() / 1000,
    evicted,
  };
}

/** The data of an operation of ours: the run's sessions by stream id. */
export function encodeRun(run: Run): Record<string, EncodedSession> {
  const sessions = Object.entries(runResult(run)).map(
    ([key, session]) => [key, { ...session, messages: session.messages.slice(-RUN_MESSAGES) }] as const,
  );
  const fitted = fit(
    sessions.map(([, full]) => ({ full, without: (bytes) => ({ ...full, data: omitted(bytes) }) })),
    MAX_DATA_BYTES,
  );
  return Object.fromEntries(sessions.map(([key, full], index) => [key, fitted[index] ?? full]));
}
