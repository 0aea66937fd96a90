import { assertNever } from '../../lib/assert-never.js';
import { type CallFailure, toCallFailure } from '../../ocs/call-failure.js';
import { ANSWER_TIMEOUT_MS } from '../../ocs/client.js';
import { type OpsReply, REPLY_CODES } from '../../ocs/protocol.js';
import { isSameSession, type SessionRecord } from '../slots/session-record.js';
import { followSession } from './follow-session.js';
import { judgeEnd } from './judge-end.js';
import { lookUpStart } from './look-up-start.js';
import type { SlotOutcome } from './run-events.js';
import { endLane, type SlotLane } from './slot-lane.js';
import type { LedgerEntry } from './start-ledger.js';

/** An answer comes within ten seconds or is lost, and then it is looked up. */
const TURN_WAIT_MS = 3 * ANSWER_TIMEOUT_MS;

/** Heartbeats come once a second. */
const NEXT_HEARTBEAT_MS = 3000;

export const HELD_BACK = 'Not started: its run was cancelled, or the operation stopped, before its turn.';

/**
 * Carries out what a run does on one slot, from wherever the slot stands, to its end. A start and what goes on
 * with a start of before are one path: the slot's status says what comes next.
 */
export async function driveSlot(lane: SlotLane): Promise<void> {
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
    await hearAgent(lane);
    const slot = registry.byAddress(address);
    if (lane.isHeldBack || !slot) {
      turn.answered(null);
      await endLane(lane, { status: 'NOT_STARTED', message: HELD_BACK });
      return;
    }
    await lane.record({
      type: 'START_SENT',
      agentStart: slot.agentStart,
      sessionBefore: slot.sessions.get(run.operation)?.id ?? null,
      reportsReady: profile.reportsReady(run.operation, slot.api),
    });
    // Storing takes time, in which the run may have been cancelled, or have given up: nothing has been sent yet.
    if (lane.isHeldBack || lane.signal.aborted) {
      turn.answered(null);
      await endLane(lane, { status: 'NOT_STARTED', message: HELD_BACK });
      return;
    }
    await send(lane, turn);
  } finally {
    turn.close();
  }
}

/**
 * While the link was down another agent may have taken the slot's place, whose sessions would count as lost: its
 * first heartbeat says who speaks for the slot. One that is silent is asked all the same.
 */
async function hearAgent({ tools, address, signal }: SlotLane): Promise<void> {
  const { registry, connection, events, clock } = tools;
  const lastRefresh = registry.byAddress(address)?.lastRefresh;
  if (!connection.link.connected || !lastRefresh || lastRefresh >= connection.link.since) return;
  const heard = new AbortController();
  const leave = () => heard.abort();
  const listening = events.heartbeats.listen((slot) => {
    if (slot.address === address) leave();
  });
  signal.addEventListener('abort', leave);
  await clock.sleep(NEXT_HEARTBEAT_MS, heard.signal);
  signal.removeEventListener('abort', leave);
  listening.close();
}

async function send(lane: SlotLane, turn: LedgerEntry): Promise<void> {
  const { tools, address, run } = lane;
  try {
    await takeAnswer(lane, turn, await tools.client.start(address, run.operation, run.params ?? {}));
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

/** Nothing has reached the agent, so nothing was started. */
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
    // Accepted, but not with which session: as good as a lost answer.
    await lookUpStart(lane, turn);
    return;
  }
  turn.answered(null);
  const isRunning = reply.session !== null && reply.session.status !== 'done';
  await endLane(lane, { status: isRunning ? 'ALREADY_RUNNING' : 'REJECTED', message: reply.message });
}

async function follow(lane: SlotLane, record: SessionRecord): Promise<void> {
  const { tools, address, run } = lane;
  const info = lane.slot?.api?.operations.get(run.operation);
  const end = await followSession(
    tools,
    {
      address,
      operation: run.operation,
      sessionId: record.id,
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
