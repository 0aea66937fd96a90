import { toCallFailure } from '../../ocs/call-failure.js';
import { ANSWER_TIMEOUT_MS } from '../../ocs/client.js';
import type { EncodedSession } from '../../ocs/protocol.js';
import { isSameSession, type SessionRecord } from '../slots/session-record.js';
import { endLane, type SlotLane } from './slot-lane.js';
import type { Claim, LedgerEntry } from './start-ledger.js';

const ASK_AGAIN_MS = 1000;
/** Heartbeats come once a second. */
const NEXT_HEARTBEAT_MS = 3000;
/** How often a live slot is asked before we give up. While it is expired or the link is down, we wait. */
const MAX_QUESTIONS = 60;

/**
 * Called if the answer to our start was lost. The start is never sent again: we look for its session instead. A
 * session is ours if it is newer than the previous one, began during our call, and cannot belong to another start.
 * @param turn the turn of the start; a run from before a restart of the server has none, and takes a new one
 */
export async function lookUpStart(lane: SlotLane, turn?: LedgerEntry): Promise<void> {
  const own = turn ?? (await takeTurn(lane));
  if (!own) return;
  try {
    await ask(lane, own);
  } finally {
    if (!turn) own.close();
  }
}

/** The window of a start from before a restart is around the time when it was sent, not around the look-up. */
function takeTurn({ tools, address, run, now, signal }: SlotLane): Promise<LedgerEntry | null> {
  const sentAt = now.sentAt?.getTime() ?? tools.clock.now().getTime();
  const window = { run: run.id, from: sentAt, to: sentAt + ANSWER_TIMEOUT_MS };
  return tools.starts.enter(address, run.operation, 3 * ANSWER_TIMEOUT_MS, signal, window);
}

async function ask(lane: SlotLane, turn: LedgerEntry): Promise<void> {
  const { tools, address, run, signal } = lane;
  let questions = 0;
  let reason = '';
  while (questions < MAX_QUESTIONS) {
    await tools.clock.sleep(ASK_AGAIN_MS, signal);
    if (signal.aborted) return;
    if (await isRestarted(lane)) return;
    const slot = tools.registry.byAddress(address);
    if (!tools.connection.link.connected || slot?.expired) continue;
    questions += 1;
    try {
      const { session } = await tools.client.status(address, run.operation);
      if (signal.aborted) return;
      await take(lane, turn, session);
      return;
    } catch (error) {
      reason = toCallFailure(error).message;
    }
  }
  const message = `The answer to the start was lost, and the session cannot be read: ${reason}`;
  await endLane(lane, { status: 'UNKNOWN', message, mayStillAct: true });
}

async function take(lane: SlotLane, turn: LedgerEntry, session: EncodedSession | null): Promise<void> {
  const { registry } = lane.tools;
  const { operation } = lane.run;
  registry.observe(lane.address, operation, session);
  // Another server may have started this session.
  await lane.tools.catchUp();
  if (lane.signal.aborted) return;
  const known = session && registry.byAddress(lane.address)?.sessions.get(operation);
  // The registry ignores a session of an agent whose restart it has not heard yet: such a session cannot be claimed.
  const record = known && isSameSession(known.session, session) ? known : null;
  const claim = record ? claimOf(lane, turn, record) : 'not ours';
  if (record && claim === 'ours') {
    turn.answered(record);
    await lane.record({ type: 'STARTED', record, inferred: true });
    return;
  }
  // The agent may have restarted, and then has no session of ours: its next heartbeat shows that.
  await lane.tools.clock.sleep(NEXT_HEARTBEAT_MS, lane.signal);
  if (lane.signal.aborted || (await isRestarted(lane))) return;
  await endLane(lane, { status: 'UNKNOWN', ...whyUnknown(lane, claim, session, record) });
}

function whyUnknown(
  { tools, address, run, now }: SlotLane,
  claim: Claim,
  session: EncodedSession | null,
  record: SessionRecord | null,
): { readonly message: string; readonly mayStillAct: boolean } {
  if (claim === 'ambiguous') {
    const message =
      'The answers to two starts were lost at the same time: it is not known which start the session belongs to.';
    return { message, mayStillAct: true };
  }
  const isOpen = session !== null && session.status !== 'done' && record?.id !== now.sessionBefore;
  const isOfAnother = record !== null && tools.starts.isOfStart(address, run.operation, record) === 'yes';
  if (isOpen && !isOfAnother) {
    const message =
      'The answer to the start was lost. The agent has a session that began at another time, by its clock: it is not ' +
      'known which start this session belongs to.';
    return { message, mayStillAct: true };
  }
  const message =
    'The answer to the start was lost and the agent has no session for it: the operation may not have started.';
  return { message, mayStillAct: false };
}

/** After a restart of the agent, it cannot be known what it had started before: the slot may still act. */
async function isRestarted(lane: SlotLane): Promise<boolean> {
  const { slot, now } = lane;
  if (!slot || slot.agentStart === now.agentStart) return false;
  const message = 'The agent restarted before it was known whether it had started the operation.';
  await lane.record({ type: 'LOST', message, mayReturn: false });
  return true;
}

function claimOf({ now, tools, address, run }: SlotLane, turn: LedgerEntry, record: SessionRecord): Claim {
  if (record.id === now.sessionBefore) return 'not ours';
  const claim = turn.claim(record);
  // An operation of another run may have started this session on the slot.
  const starter = tools.profile.starterOf(run.operation);
  const isRivalled = starter !== null && tools.starts.wasStarted(address, starter, record);
  return claim === 'ours' && isRivalled ? 'ambiguous' : claim;
}
