import { assertNever } from '../../lib/assert-never.js';
import { type AnnotatedEvent, annotated } from './annotation.js';
import { isOpen, type Run, type RunSlot, type RunSlotStatus } from './run.js';
import type { RunEvent } from './run-events.js';

/**
 * The run after an event: a pure function, and the only place where a run changes. An event that comes too late
 * returns the run unchanged: an end is never overwritten. Only its note and its labels can be changed later.
 */
export function reduceRun(run: Run, event: RunEvent): Run {
  if (event.type === 'ANNOTATED') return annotated(run, event);
  if (run.status !== 'RUNNING') return run;
  const next = apply(run, event);
  if (next === run) return run;
  return settle({ ...next, revision: run.revision + 1 }, event.at);
}

function apply(run: Run, event: Exclude<RunEvent, AnnotatedEvent>): Run {
  switch (event.type) {
    case 'CANCEL_REQUESTED':
      return run.cancelledAt === null ? { ...run, cancelledAt: event.at } : run;
    case 'PAUSED':
      return run.pausedAt === null ? { ...run, pausedAt: event.at } : run;
    case 'UNPAUSED':
      return run.pausedAt === null ? run : { ...run, pausedAt: null };
    case 'RELEASED':
      return run.heldBy === null ? run : { ...run, heldBy: null };
    case 'HELD':
      return run.heldBy === event.slot ? run : { ...run, heldBy: event.slot };
    default:
      return withSlot(run, event.slot, (slot) => applyToSlot(slot, event));
  }
}

/** What START_SENT has set. */
const NOT_SENT = { sentAt: null, agentStart: null, sessionBefore: null, reportsReady: false } as const;

type SlotEvent = Exclude<Extract<RunEvent, { readonly slot: number }>, { readonly type: 'HELD' }>;

function applyToSlot(slot: RunSlot, event: SlotEvent): RunSlot {
  if (!isOpen(slot)) return afterTheEnd(slot, event);
  switch (event.type) {
    case 'START_SENT': {
      const { agentStart, sessionBefore, reportsReady, at } = event;
      return { ...slot, status: 'STARTING', sentAt: at, agentStart, sessionBefore, reportsReady };
    }
    case 'WITHDRAWN':
      if (slot.status !== 'STARTING' || slot.record !== null) return slot;
      return { ...slot, ...NOT_SENT, status: 'PENDING' };
    case 'STARTED': {
      const { record, inferred, at } = event;
      return { ...slot, status: 'RUNNING', message: null, record, inferred, acceptedAt: at };
    }
    case 'STOP_SENT':
      return { ...slot, status: 'STARTING', sentAt: event.at, sessionBefore: event.sessionBefore };
    case 'SESSION_SEEN':
      return { ...slot, record: event.record, status: statusSeen(slot, event) };
    case 'NOTED':
      return slot.message === event.message ? slot : { ...slot, message: event.message };
    case 'STOP_ACCEPTED':
      if (slot.stopAcceptedAt !== null) return slot;
      return {
        ...slot,
        stopAcceptedAt: event.at,
        status: slot.status === 'LOST' ? slot.status : 'STOPPING',
      };
    case 'LOST':
      return { ...slot, status: 'LOST', message: event.message, mayReturn: event.mayReturn };
    case 'RETURNED':
      if (slot.status !== 'LOST') return slot;
      return { ...slot, status: slot.record ? 'RUNNING' : 'STARTING', message: null, mayReturn: false };
    case 'PASSED':
      return withPassed(slot);
    case 'ENDED': {
      const { status, message, record, inferred = false } = event.outcome;
      return {
        ...slot,
        ...{ status, message, mayReturn: false },
        // START_SENT is recorded before the start is sent: a start that was held back after it was not sent.
        sentAt: status === 'NOT_STARTED' ? null : slot.sentAt,
        inferred: slot.inferred || inferred,
        record: record ?? slot.record,
      };
    }
    default:
      return assertNever(event);
  }
}

/** After the end of a slot, its session can still be updated, for example to evicted, and it can be passed. */
function afterTheEnd(slot: RunSlot, event: SlotEvent): RunSlot {
  if (event.type === 'PASSED') return withPassed(slot);
  if (event.type !== 'SESSION_SEEN' || slot.record?.id !== event.record.id) return slot;
  return { ...slot, record: event.record };
}

function withPassed(slot: RunSlot): RunSlot {
  return slot.passed ? slot : { ...slot, passed: true };
}

type SessionSeen = Extract<RunEvent, { type: 'SESSION_SEEN' }>;

function statusSeen(slot: RunSlot, { record, ready }: SessionSeen): RunSlotStatus {
  // A LOST slot returns with a heartbeat, not with an answer that arrives late.
  if (slot.status === 'LOST' || record.evicted) return slot.status;
  if (record.session.status === 'stopping') return 'STOPPING';
  return ready && slot.status === 'RUNNING' ? 'READY' : slot.status;
}

function withSlot(run: Run, index: number, change: (slot: RunSlot) => RunSlot): Run {
  const slot = run.slots[index];
  if (!slot) return run;
  const next = change(slot);
  return next === slot ? run : { ...run, slots: run.slots.with(index, next) };
}

/** A run ends with its last slot. It is CANCELLED only if the cancel had an effect. */
function settle(run: Run, at: Date): Run {
  if (run.slots.some(isOpen)) return run;
  const succeeded = run.slots.every(({ status }) => status === 'SUCCEEDED');
  const failed = run.cancelledAt === null ? 'FAILED' : 'CANCELLED';
  return { ...run, heldBy: null, pausedAt: null, endTime: at, status: succeeded ? 'SUCCEEDED' : failed };
}

/** Ends a new run at once if all its slots already have an outcome. */
export function settleAtStart(run: Run): Run {
  return settle(run, run.startTime);
}
