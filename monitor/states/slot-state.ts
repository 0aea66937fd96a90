import type { Run, RunSlot, Slot } from '../live/model.js';
import { nameOf } from '../live/model.js';

/** The states of a slot, the most urgent first. A slot is shown in the first one that holds. */
export const STATES = [
  'expired',
  'lost',
  'timedOut',
  'unknown',
  'failed',
  'overdue',
  'degraded',
  'running',
  'streaming',
  'idle',
  'outOfService',
] as const;
export type SlotState = (typeof STATES)[number];

/** The states of a slot whose last operation went wrong, by how a run says that it ended. */
const FAILED_STATES = { LOST: 'lost', TIMED_OUT: 'timedOut', UNKNOWN: 'unknown', FAILED: 'failed' } as const;
type FailedStatus = keyof typeof FAILED_STATES;

/** True if the last operation of the slot failed, or nobody knows how it ended. */
export const hasFailed = ({ state }: Pick<SlotReading, 'state'>): boolean =>
  Object.values<SlotState>(FAILED_STATES).includes(state);

/** True if an operation ended other than with success. */
export const wentWrong = (outcome: Outcome | null): outcome is Outcome =>
  outcome !== null && outcome.status !== 'SUCCEEDED';

/** What a state asks of people. */
export type Urgency = 'act' | 'look' | 'none';

export const URGENCY: Readonly<Record<SlotState, Urgency>> = {
  expired: 'act',
  lost: 'act',
  timedOut: 'act',
  unknown: 'act',
  failed: 'act',
  overdue: 'look',
  degraded: 'look',
  running: 'none',
  streaming: 'none',
  idle: 'none',
  outOfService: 'none',
};

/** The operation that a slot executes now, other than its state reader and its stream. */
export interface Task {
  readonly operation: string;
  readonly startTime: string;
  /** When it should end; null if that is not known. */
  readonly expectedEndTime: string | null;
}

/** The last operation of a slot that has ended, or was given up. */
export interface Outcome {
  readonly operation: string;
  readonly status: RunSlot['status'];
  readonly endTime: string;
}

/** A slot as the board shows it. */
export interface SlotReading {
  readonly slot: Slot;
  readonly name: string;
  readonly state: SlotState;
  /** Why the slot is in its state, in the words of the server; null where nothing is wrong. */
  readonly reason: string | null;
  /** Since when that holds; null where nothing is wrong. */
  readonly since: string | null;
  readonly task: Task | null;
  /** The process that streams; null if it does not run. It may run and send nothing: see `slot.state.streaming`. */
  readonly stream: { readonly startTime: string } | null;
  /** Since when the last pysmurf action is what it is, in milliseconds since 1970; null if the agent does not say. */
  readonly actionSince: number | null;
  readonly outcome: Outcome | null;
  /** The readings of the slot are out of date. */
  readonly isStale: boolean;
}

/** It reads the state of a slot, and is not for people to command. */
export const STATE_READER = 'check_state';
/** True if the slot can be commanded together with the others. */
export const isLive = ({ slot }: SlotReading): boolean => !slot.expired && slot.outOfService === null;

const STREAM = 'stream';
/** A problem of one of these codes means that the last operation went wrong. */
export const FAILURES: readonly string[] = [
  'OUTCOME_UNKNOWN',
  'LAST_OPERATION_FAILED',
  'STREAM_STOPPED_BY_ITSELF',
];

export function readSlot(slot: Slot, openRuns: readonly Run[]): SlotReading {
  const { expired, problems, state, outOfService } = slot;
  const task = taskOf(slot, openRuns);
  const failure = problems.find(({ code }) => FAILURES.includes(code));
  const overdue = problems.find(({ code }) => code === 'OVERDUE');
  const silence = problems.find(({ code }) => code === 'SILENT');
  const worst = problems.find(({ severity }) => severity === 'CRITICAL') ?? problems[0];
  const reading = (
    name: SlotState,
    why?: { readonly message: string; readonly since: string },
  ): SlotReading => ({
    ...{ slot, name: nameOf(slot), state: name, task, outcome: outcomeOf(slot) },
    stream: runningOf(slot).find(({ operation }) => operation === STREAM) ?? null,
    actionSince: actionSinceOf(slot),
    reason: why?.message ?? null,
    since: why?.since ?? null,
    isStale: expired || state.stale,
  });
  if (outOfService) {
    const by = outOfService.by === null ? '' : ` (${outOfService.by})`;
    return reading('outOfService', { message: `${outOfService.reason}${by}`, since: outOfService.since });
  }
  if (expired) return reading('expired', silence);
  if (failure) return reading(failedStateOf(failure), failure);
  if (overdue) return reading('overdue', overdue);
  if (worst) return reading('degraded', worst);
  if (task) return reading('running');
  return reading(state.streaming === true ? 'streaming' : 'idle');
}

/** True while the agent executes it. When an agent restarts, its open sessions stay as they were last seen. */
export const isRunning = ({ status, evicted }: Slot['sessions'][number]): boolean =>
  status !== 'DONE' && !evicted;

/** What a slot executes now, without the state reader. */
export const runningOf = ({ sessions }: Slot): Slot['sessions'] =>
  sessions.filter((session) => isRunning(session) && session.operation !== STATE_READER);

function taskOf(slot: Slot, openRuns: readonly Run[]): Task | null {
  const session = runningOf(slot).find(({ operation }) => operation !== STREAM);
  if (!session) return null;
  const { operation, startTime } = session;
  const place = openRuns
    .filter((run) => run.action === 'RUN' && run.operation === operation)
    .flatMap(({ slots }) => slots)
    .find((one: RunSlot) => one.instanceId === slot.instanceId);
  return { operation, startTime, expectedEndTime: place?.expectedEndTime ?? null };
}

/** Agents report 0 before the first action. */
function actionSinceOf({ stateReader }: Slot): number | null {
  const seconds = stateReader?.actionTime;
  return typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : null;
}

/** The state of a slot with this failure. Of an outcome that nobody has seen, the server says how the run gave up. */
export function failedStateOf({ outcome }: Pick<Slot['problems'][number], 'outcome'>): SlotState {
  return outcome !== null && outcome in FAILED_STATES ? FAILED_STATES[outcome as FailedStatus] : 'failed';
}

function outcomeOf({ sessions, problems }: Slot): Outcome | null {
  const seen = sessions.flatMap(({ operation, status, success, endTime }): Outcome[] =>
    status !== 'DONE' || endTime === null || operation === STATE_READER
      ? []
      : [{ operation, status: success === true ? 'SUCCEEDED' : 'FAILED', endTime }],
  );
  const unseen = problems.flatMap(({ operation, outcome, since }): Outcome[] =>
    operation === null || outcome === null ? [] : [{ operation, status: outcome, endTime: since }],
  );
  return [...seen, ...unseen].reduce<Outcome | null>(
    (last, one) => (last && last.endTime >= one.endTime ? last : one),
    null,
  );
}
