import { assertNever } from '../../lib/assert-never.js';
import { type CallFailure, toCallFailure } from '../../ocs/call-failure.js';
import { ANSWER_TIMEOUT_MS } from '../../ocs/client.js';
import { type OpsReply, REPLY_CODES } from '../../ocs/protocol.js';
import { isSameSession, type SessionRecord } from '../slots/session-record.js';
import { followSession } from './follow-session.js';
import { withGrants } from './grant-refusal.js';
import { judgeEnd } from './judge-end.js';
import { lookUpStart } from './look-up-start.js';
import { paramsOf } from './run.js';
import type { SlotOutcome } from './run-events.js';
import { endLane, type SlotLane } from './slot-lane.js';
import type { LedgerEntry } from './start-ledger.js';
import { untilHeard } from './until-heard.js';

/** An answer comes within ten seconds, or it is lost and has to be looked up. */
const TURN_WAIT_MS = 3 * ANSWER_TIMEOUT_MS;

/** A start that is not stored could be sent twice. */
const NOT_STORED = 'Not started: MultiSmurf could not store the start before sending it.';

const TOO_LATE = 'Not started: its timeout had passed before the start could be sent.';

export const HELD_BACK =
  'Not started: the run was cancelled, or the operation was stopped, before the turn of this slot.';

/**
 * Executes a run on one slot, from its current status to its end. A new start and the continuation of an earlier
 * start use the same path: the status of the slot decides the next step.
 */
export async function driveSlot(lane: SlotLane): Promise<void> {
  await untilHeard(lane);
  if (!lane.slot && lane.now.sentAt !== null) {
    // The run was stored on a network with another address root.
    const message = 'The network of this server has another address root, so this slot cannot be on it.';
    await lane.record({ type: 'LOST', message, mayReturn: false });
    return;
  }
  while (!lane.signal.aborted) {
    switch (lane.now.status) {
      case 'PENDING':
        await start(lane);
        break;
      case 'STARTING':
        await lookUpStart(lane);
        break;
      case 'RUNNING':
      case 'READY':
      case 'STOPPING':
      case 'LOST':
        if (!lane.now.mayReturn && lane.now.status === 'LOST') return;
        if (lane.now.record) await follow(lane, lane.now.record);
        else await lookUpStart(lane);
        break;
      default:
        return;
    }
  }
}

async function start(lane: SlotLane): Promise<void> {
  const { tools, address, run } = lane;
  const { registry, profile, starts } = tools;
  await lane.until(() => !isSuspended(lane));
  const turn = await starts.enter(address, run.operation, TURN_WAIT_MS, lane.signal);
  if (lane.signal.aborted) {
    turn?.close();
    return;
  }
  if (!turn) {
    const message = `Not started: another start of ${run.operation} on this slot has no answer yet.`;
    await endLane(lane, { status: 'NOT_STARTED', message });
    return;
  }
  try {
    await untilHeard(lane, true);
    if (isSuspended(lane)) {
      turn.answered(null);
      return;
    }
    const slot = registry.byAddress(address);
    if (lane.isHeldBack || !slot) {
      turn.answered(null);
      await endLane(lane, { status: 'NOT_STARTED', message: HELD_BACK });
      return;
    }
    tools.unsent.remove(run.id, lane.now);
    const isStored = await lane.record({
      type: 'START_SENT',
      agentStart: slot.agentStart,
      sessionBefore: slot.sessions.get(run.operation)?.id ?? null,
      reportsReady: profile.reportsReady(run.operation, slot.api),
    });
    // The run may have been cancelled, timed out or taken by another server while the event was stored: nothing has
    // been sent yet.
    const reason = (await tools.mayDrive()) ? whyNotSent(lane, isStored) : NOT_STORED;
    if (reason !== null || lane.signal.aborted) {
      turn.answered(null);
      tools.unsent.add(run.id, lane.now);
      await endLane(lane, { status: 'NOT_STARTED', message: reason });
      return;
    }
    await send(lane, turn);
  } finally {
    turn.close();
  }
}

/** True if the run was paused, or is held by another slot, since the turn of this slot came. */
const isSuspended = ({ run }: SlotLane) => run.pausedAt !== null || run.heldBy !== null;

/** Why a start that was to be stored is not sent; null if it can be. */
function whyNotSent({ isHeldBack, now, run, tools }: SlotLane, isStored: boolean): string | null {
  if (isHeldBack) return HELD_BACK;
  if (!isStored) return NOT_STORED;
  // If the server was suspended, the timer of the timeout may be due, too, and not have fired yet.
  const waitedMs = tools.clock.now().getTime() - (now.sentAt?.getTime() ?? 0);
  return now.sentAt !== null && waitedMs >= run.timeoutSeconds * 1000 ? TOO_LATE : null;
}

async function send(lane: SlotLane, turn: LedgerEntry): Promise<void> {
  const { tools, address, run } = lane;
  try {
    await takeAnswer(
      lane,
      turn,
      await tools.client.start(address, run.operation, paramsOf(run, lane.now) ?? {}),
    );
  } catch (error) {
    const failure = toCallFailure(error);
    switch (failure.kind) {
      case 'not-sent':
      case 'rejected':
        turn.answered(null);
        await endLane(lane, notStarted(failure));
        return;
      case 'unanswered':
      case 'unreadable':
        await lookUpStart(lane, turn);
        return;
      default:
        assertNever(failure.kind);
    }
  }
}

/** The start has not reached the agent, or was rejected: nothing was started. */
function notStarted({ kind, isAgentAbsent, message }: CallFailure): SlotOutcome {
  if (kind === 'rejected' && !isAgentAbsent) return { status: 'REJECTED', message };
  return {
    status: 'UNREACHABLE',
    message: `The agent could not be reached, so nothing was sent to it: ${message}`,
  };
}

async function takeAnswer(lane: SlotLane, turn: LedgerEntry, reply: OpsReply): Promise<void> {
  const { registry } = lane.tools;
  const { operation } = lane.run;
  registry.observe(lane.address, operation, reply.session);
  const record = reply.session && registry.byAddress(lane.address)?.sessions.get(operation);
  const isRead = record && reply.session && isSameSession(record.session, reply.session);
  if (reply.code === REPLY_CODES.OK && isRead) {
    turn.answered(record);
    await lane.record({ type: 'STARTED', record, inferred: false });
    return;
  }
  if (reply.code === REPLY_CODES.OK) {
    // Accepted, but the session is unknown: handle it like a lost answer.
    await lookUpStart(lane, turn);
    return;
  }
  turn.answered(null);
  const isRunning = reply.session !== null && reply.session.status !== 'done';
  const message = isRunning ? reply.message : withGrants(reply.message, lane);
  await endLane(lane, { status: isRunning ? 'ALREADY_RUNNING' : 'REJECTED', message });
}

async function follow(lane: SlotLane, record: SessionRecord): Promise<void> {
  const { tools, address, run } = lane;
  const info = lane.slot?.api?.operations.get(run.operation);
  const seen = tools.ends.of(record.id);
  if (seen) {
    await endLane(lane, await judgeEnd(lane, { kind: 'done', record: seen }));
    return;
  }
  const end = await followSession(
    tools,
    {
      address,
      operation: run.operation,
      record,
      agentStart: lane.now.agentStart ?? '',
      isTask: info?.op_type !== 'process',
      isQuiet: () => lane.now.status === 'READY',
    },
    lane.signal,
  );
  if (end.kind === 'given up') return;
  if (end.kind === 'restarted') {
    const message = 'The agent restarted while the operation ran: its session is lost.';
    await lane.record({ type: 'LOST', message, mayReturn: false });
    return;
  }
  await endLane(lane, await judgeEnd(lane, end));
}
