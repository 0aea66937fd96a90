import type { AgentProfile } from './agent-profile.js';
import { rivalsOf } from './names.js';
import type { Overdue } from './overdue.js';
import { type Problem, problem } from './problem.js';
import { failureReason, type SessionRecord, wasAskedToStop } from './session-record.js';
import { displayName, type Slot } from './slot.js';
import type { SlotMarks } from './slot-marks.js';

/** Other data that the problems of a slot depend on. */
export interface Surroundings {
  readonly slots: readonly Slot[];
  readonly marks: Pick<SlotMarks, 'unresolved'>;
  readonly profile: Pick<AgentProfile, 'stateReader' | 'stream'>;
  /** The overdue operations on each slot. */
  readonly overdue: { on(address: string): readonly Overdue[] };
}

/**
 * All problems of a slot. They alone determine its health. Being busy or out of service is no problem. For an
 * expired slot, problems that only a live agent can report are omitted.
 */
export function problemsOf(slot: Slot, { slots, marks, profile, overdue }: Surroundings): readonly Problem[] {
  return [
    ...(slot.expired ? [silence(slot)] : livingProblems(slot, slots)),
    ...outcomeProblems(slot, marks),
    ...overdueProblems(slot, overdue),
    ...failures(slot, profile),
    ...slot.readProblems.map((read) => problem(read)),
  ];
}

function silence({ lastRefresh }: Slot): Problem {
  const message = `No heartbeat since ${lastRefresh.toISOString()}: the agent or its connection is down.`;
  return problem({ code: 'SILENT', message, since: lastRefresh });
}

function livingProblems(slot: Slot, slots: readonly Slot[]): Problem[] {
  const degraded = [...slot.degraded].map(([operation, since]) => {
    const message = `${operation} runs, but cannot do its work.`;
    return problem({ code: 'DEGRADED', operation, message, since });
  });
  return [...degraded, ...staleness(slot), ...nameProblems(slot, slots)];
}

function staleness({ staleSince }: Slot): Problem[] {
  if (staleSince === null) return [];
  const message = 'The state is out of date: the agent has not read it from the slot recently.';
  return [problem({ code: 'STATE_STALE', message, since: staleSince })];
}

function nameProblems(slot: Slot, slots: readonly Slot[]): Problem[] {
  const { streamId, streamIdConfirmed, streamIdSince, instanceId } = slot;
  if (!streamIdConfirmed) {
    const last = streamId === null ? '' : ` Before the agent restarted it was ${streamId}.`;
    const message = `The agent has not reported its stream id yet: use ${instanceId} as the name of the slot.${last}`;
    return [problem({ code: 'STREAM_ID_UNCONFIRMED', message, since: streamIdSince })];
  }
  const rivals = rivalsOf(slots, slot);
  if (rivals.length === 0) return [];
  const names = rivals.map((rival) => rival.instanceId).join(' and ');
  const message = `${names} also ${rivals.length === 1 ? 'reports' : 'report'} the stream id ${streamId}: use instance ids for these slots.`;
  const first = Math.min(...rivals.map((rival) => rival.streamIdSince.getTime()));
  const since = new Date(Math.max(streamIdSince.getTime(), first));
  return [problem({ code: 'NAME_CONFLICT', message, since })];
}

function outcomeProblems(slot: Slot, marks: Surroundings['marks']): Problem[] {
  return marks.unresolved(slot.address).map(({ operation, status, runId, since }) => {
    const message =
      `${operation} of run ${runId} was ${status} on ${displayName(slot)}: it may still be running, or may hold the lock of the slot. ` +
      'Check the slot, then acknowledge it.';
    return problem({ code: 'OUTCOME_UNKNOWN', operation, runId, outcome: status, message, since });
  });
}

function overdueProblems(slot: Slot, overdue: Surroundings['overdue']): Problem[] {
  return overdue.on(slot.address).map(({ runId, operation, usualSeconds, since }) => {
    const usual = Number(usualSeconds.toPrecision(3));
    const message =
      `${operation} of run ${runId} takes far longer than usual on ${displayName(slot)}: it usually ends after ${usual} s. ` +
      'It may hang: check the slot.';
    return problem({ code: 'OVERDUE', operation, runId, message, since });
  });
}

/**
 * The failure of the operation that ended last, and of the stream. A stream that ended without success and without a
 * stop has stopped by itself, regardless of who started it; a stream that ended with success was stopped, or had a
 * duration. The state reader is usually stopped on purpose, so its success is no information.
 */
function failures({ sessions }: Slot, { stateReader, stream }: Surroundings['profile']): Problem[] {
  const broken = sessions.get(stream);
  const hasBroken = broken !== undefined && hasFailed(broken) && !wasAskedToStop(broken.session);
  const ended = [...sessions.values()].filter((record) => {
    const { op_name, status } = record.session;
    if (status !== 'done' || (hasBroken && op_name === stream)) return false;
    return op_name !== stateReader || hasFailed(record);
  });
  const [newest] = ended.sort((a, b) => endOf(b).getTime() - endOf(a).getTime());
  return [
    ...(hasBroken ? [failure('STREAM_STOPPED_BY_ITSELF', broken)] : []),
    ...(newest && hasFailed(newest) ? [failure('LAST_OPERATION_FAILED', newest)] : []),
  ];
}

function failure(code: 'STREAM_STOPPED_BY_ITSELF' | 'LAST_OPERATION_FAILED', record: SessionRecord): Problem {
  const { session } = record;
  const operation = session.op_name;
  const what = code === 'LAST_OPERATION_FAILED' ? 'failed' : 'stopped by itself';
  const reason = failureReason(session).trim().split('\n').at(-1);
  return problem({ code, operation, message: `${operation} ${what}: ${reason}`, since: endOf(record) });
}

function hasFailed({ session: { status, success } }: SessionRecord): boolean {
  return status === 'done' && success !== true;
}

function endOf({ session: { start_time, end_time } }: SessionRecord): Date {
  return new Date((end_time ?? start_time) * 1000);
}
