import { toCallFailure } from '../../ocs/call-failure.js';
import { type EncodedSession, REPLY_CODES } from '../../ocs/protocol.js';
import { failureReason, isIdle, isSameSession, type SessionRecord } from '../slots/session-record.js';
import { runningOperations } from '../slots/slot.js';
import { deliverStop } from './deliver-stop.js';
import { followSession } from './follow-session.js';
import type { RunAction } from './run.js';
import type { SlotOutcome } from './run-events.js';
import { endLane, interruptOf, type SlotLane } from './slot-lane.js';
import { CLOCK_TOLERANCE_MS } from './start-ledger.js';
import { untilHeard } from './until-heard.js';

/**
 * Executes a run with the action STOP or ABORT on one slot. The command is sent first and stored later. The outcome
 * comes from the end of the session.
 */
export async function stopSlot(lane: SlotLane, action: Exclude<RunAction, 'RUN'>): Promise<void> {
  const { run, slot } = lane;
  const interrupt = interruptOf(lane, action);
  if (interrupt.how === 'impossible') {
    const idle = canBeIdle(lane, action) ? (idleAsKnown(lane) ?? (await idleAsAsked(lane))) : null;
    await endLane(lane, idle ?? { status: 'REJECTED', message: interrupt.reason });
    return;
  }
  const known = slot?.sessions.get(run.operation);
  const before = known && known.session.status !== 'done' ? known : null;
  const delivering = deliverStop(lane, interrupt, lane.signal, (message) => {
    void lane.record({ type: 'NOTED', message });
  });
  void lane.record({ type: 'STOP_SENT', sessionBefore: known?.id ?? null });
  const delivery = await delivering;
  switch (delivery.kind) {
    case 'given up':
      return;
    case 'unreachable':
      await endLane(lane, { status: 'UNREACHABLE', message: delivery.message });
      return;
    case 'refused':
      await endLane(lane, { status: 'REJECTED', message: delivery.message });
      return;
    case 'not running': {
      const record = delivery.session && recordOf(lane, delivery.session);
      await endLane(lane, { ...wasNotRunning(run.operation), ...(record && { record }) });
      return;
    }
    case 'accepted':
      await followToEnd(lane, action, (delivery.session && recordOf(lane, delivery.session)) ?? before);
  }
}

/**
 * Continues a stop or an abort after a restart of the server. A request that was accepted is followed to its end. A
 * request that was perhaps not accepted is sent again, unless the operation was started again since the request.
 */
export async function resumeStop(lane: SlotLane, action: Exclude<RunAction, 'RUN'>): Promise<void> {
  await untilHeard(lane);
  if (lane.now.stopAcceptedAt !== null) {
    await followToEnd(lane, action, lane.now.record);
    return;
  }
  const { tools, address, run } = lane;
  await tools.registry.pull(address, run.operation);
  const record = lane.slot?.sessions.get(run.operation);
  // The clock of the server may have been set, so the start time alone proves nothing.
  const isAnother = record && record.id !== lane.now.sessionBefore;
  if (isAnother && record.session.start_time * 1000 > run.startTime.getTime() + CLOCK_TOLERANCE_MS) {
    const message = `The session that this request should end has ended. ${run.operation} was started again after the request: the new session was not stopped, and may still run.`;
    await endLane(lane, { status: 'SUCCEEDED', message });
    return;
  }
  await stopSlot(lane, action);
}

/** False if the operation runs, or if the request is a mistake (stop of a task, abort of a process). */
function canBeIdle({ slot, run }: SlotLane, action: RunAction): boolean {
  if (action === 'STOP' || slot?.api?.operations.get(run.operation)?.op_type !== 'task') return false;
  return !runningOperations(slot).includes(run.operation);
}

/** The outcome if a recent heartbeat shows that the task is not running; null if that is not certain. */
function idleAsKnown({ tools, run, slot, address }: SlotLane): SlotOutcome | null {
  const { operation } = run;
  if (!slot) return null;
  const isHeard =
    tools.registry.isHeardNow(address) && slot.opCodes.has(operation) && tools.connection.link.connected;
  return isHeard && !tools.starts.isUnanswered(address, operation) ? wasNotRunning(operation) : null;
}

/** The same, but asks the agent; null if the task is running. */
async function idleAsAsked({ tools, run, address }: SlotLane): Promise<SlotOutcome | null> {
  const { operation } = run;
  try {
    const { code, message, session } = await tools.client.status(address, operation);
    if (code === REPLY_CODES.ERROR) return { status: 'REJECTED', message };
    tools.registry.observe(address, operation, session);
    return isIdle(session) ? wasNotRunning(operation) : null;
  } catch (error) {
    const { message } = toCallFailure(error);
    return { status: 'UNREACHABLE', message: `It is not known whether ${operation} is running: ${message}` };
  }
}

function wasNotRunning(operation: string): SlotOutcome {
  return { status: 'SUCCEEDED', message: `${operation} was not running.` };
}

async function followToEnd(
  lane: SlotLane,
  action: Exclude<RunAction, 'RUN'>,
  record: SessionRecord | null,
): Promise<void> {
  const { tools, address, run, slot } = lane;
  void lane.record({ type: 'NOTED', message: null });
  // SESSION_SEEN alone is not stored: STOP_ACCEPTED comes second, so that both are stored.
  if (record) void lane.record({ type: 'SESSION_SEEN', record, ready: false });
  void lane.record({ type: 'STOP_ACCEPTED' });
  const end = await followSession(
    tools,
    {
      address,
      operation: run.operation,
      record,
      agentStart: slot?.agentStart ?? '',
      isTask: action === 'ABORT',
      isQuiet: () => false,
    },
    lane.signal,
  );
  switch (end.kind) {
    case 'given up':
      return;
    case 'restarted': {
      const next = await acceptedByNext(lane, record);
      if (next) await followToEnd(lane, action, next);
      else await endLane(lane, notRunning('The agent has restarted'));
      return;
    }
    case 'gone':
      await endLane(lane, notRunning('The agent no longer has the session'));
      return;
    case 'by heartbeat':
      await endLane(lane, {
        ...ended(lane, action, end.success, null),
        inferred: true,
      });
      return;
    case 'done': {
      const { session } = end.record;
      const reason = session.success ? null : failureReason(session);
      await endLane(lane, {
        ...ended(lane, action, session.success === true, reason),
        record: end.record,
      });
    }
  }
}

/**
 * An agent that restarted unnoticed, for example while our link was down, may have accepted the request after its
 * restart. Then the accepted session is still its current one.
 */
async function acceptedByNext(
  { tools, address, run }: SlotLane,
  accepted: SessionRecord | null,
): Promise<SessionRecord | null> {
  await tools.registry.pull(address, run.operation);
  const now = tools.registry.byAddress(address)?.sessions.get(run.operation);
  if (!now || isIdle(now.session)) return null;
  return accepted === null || isSameSession(accepted.session, now.session) ? now : null;
}

function notRunning(why: string): SlotOutcome {
  return { status: 'SUCCEEDED', message: `${why}: the operation is not running.` };
}

/**
 * A task was not aborted, even if its agent had accepted the abort, if it ends with success, or if the agent cannot abort
 * it, which was perhaps not known yet.
 */
function ended(
  lane: SlotLane,
  action: Exclude<RunAction, 'RUN'>,
  success: boolean,
  reason: string | null,
): SlotOutcome {
  const isAborted = !success && interruptOf(lane, action).how !== 'impossible';
  if (action === 'STOP' || isAborted) return { status: 'SUCCEEDED', message: reason };
  const how = success ? 'with success' : 'without success';
  return {
    status: 'FAILED',
    message: `The abort had no effect: ${lane.run.operation} ended by itself, ${how}.`,
  };
}

function recordOf({ tools, address, run }: SlotLane, session: EncodedSession): SessionRecord | null {
  tools.registry.observe(address, run.operation, session);
  const record = tools.registry.byAddress(address)?.sessions.get(run.operation);
  return record?.session.session_id === session.session_id ? record : null;
}
