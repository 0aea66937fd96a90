import { type Run, runResult } from '../core/runs/run.js';
import { uniqueNames } from '../core/slots/names.js';
import type { SessionRecord } from '../core/slots/session-record.js';
import { confirmedStreamId, type Slot } from '../core/slots/slot.js';
import { fit, omitted, type Portion, type Sized, sized } from '../ocs/agent/size.js';
import type { EncodedSession } from '../ocs/protocol.js';

/** Number of messages (the newest) of each session in `monitor`. */
export const MONITOR_MESSAGES = 10;
/** Number of messages (the newest) of each slot's session in the data of an operation. */
export const RUN_MESSAGES = 100;

/**
 * Maximum size of the data of one session of our agent, as JSON. A slot with channels needs about 20 KB in `monitor`
 * (`channel_mask` alone has 1,600 integers and more), so the data of 16 slots are complete.
 */
export const MAX_DATA_BYTES = 640 * 1024;

/** The session of a slot in OCS encoding, with information about our copy. */
export interface MonitoredSession extends EncodedSession {
  /** UNIX time at which the agent reported it. */
  readonly refreshed_at: number;
  /** True if the agent no longer has this session and only our copy is left. */
  readonly evicted: boolean;
}

/** A slot in the data of `monitor`. Times are UNIX seconds. */
export interface MonitoredInstance {
  readonly address: string;
  readonly instance_id: string;
  /** Null while unknown. */
  readonly stream_id: string | null;
  readonly agent_class: string;
  /** True if no heartbeat has come within the expire time. */
  readonly expired: boolean;
  /** When the last heartbeat came. */
  readonly last_refresh: number;
  /** The latest session of each operation that has run. */
  readonly sessions: Readonly<Record<string, MonitoredSession>>;
}

/** The data of `monitor`: each slot by stream id, or by instance id if the stream id is unknown or not unique. */
export function encodeInstances(slots: readonly Slot[]): Record<string, MonitoredInstance> {
  const portions = slots.flatMap(({ sessions }) => [...sessions.values()].map(monitoredPortion));
  const fitted = fit(portions, MAX_DATA_BYTES).values();
  const names = uniqueNames(slots);
  return Object.fromEntries(
    slots.map((slot, index) => [
      names[index] ?? slot.instanceId,
      {
        address: slot.address,
        instance_id: slot.instanceId,
        stream_id: confirmedStreamId(slot),
        agent_class: slot.agentClass,
        expired: slot.expired,
        last_refresh: slot.lastRefresh.getTime() / 1000,
        // In the same order as `portions`.
        sessions: Object.fromEntries(
          [...slot.sessions.keys()].map((operation) => [operation, fitted.next().value as MonitoredSession]),
        ),
      },
    ]),
  );
}

/** The data of an operation of our agent: the sessions of the run by stream id. */
export function encodeRun(run: Run): Record<string, EncodedSession> {
  const sessions = Object.entries(runResult(run));
  const fitted = fit(
    sessions.map(([, session]) => runPortion(session)),
    MAX_DATA_BYTES,
  );
  return Object.fromEntries(sessions.map(([name, session], index) => [name, fitted[index] ?? session]));
}

/** Created once for each record: clients ask often, and few records change in between. */
const monitoredPortion = remembered(({ session, refreshedAt, evicted }: SessionRecord) => {
  const full: MonitoredSession = {
    ...session,
    messages: session.messages.slice(-MONITOR_MESSAGES),
    refreshed_at: refreshedAt.getTime() / 1000,
    evicted,
  };
  // A message is as long as a session without data: with ten messages for each, many slots would not fit.
  return portion(full, (bytes) => ({
    ...full,
    data: omitted(bytes),
    messages: session.messages.slice(-1),
  }));
});

const runPortion = remembered((session: EncodedSession) => {
  const full = { ...session, messages: session.messages.slice(-RUN_MESSAGES) };
  return portion(full, (bytes) => ({ ...full, data: omitted(bytes) }));
});

function portion<T>(full: T, without: (bytes: number) => T): Portion<T> {
  const whole = sized(full);
  let bare: Sized<T> | undefined;
  return {
    whole,
    without() {
      bare ??= sized(without(whole.bytes));
      return bare;
    },
  };
}

/** Caches the result of `make` for each value, as long as the value exists. For immutable values only. */
function remembered<Value extends object, Made>(make: (value: Value) => Made): (value: Value) => Made {
  const made = new WeakMap<Value, Made>();
  return (value) => {
    const known = made.get(value) ?? make(value);
    made.set(value, known);
    return known;
  };
}
