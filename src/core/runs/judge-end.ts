import { toCallFailure } from '../../ocs/call-failure.js';
import type { EncodedSession } from '../../ocs/protocol.js';
import type { Follower } from '../slots/agent-profile.js';
import { failureReason, sessionKey } from '../slots/session-record.js';
import { followSession, type SessionEnd, sessionOfTask } from './follow-session.js';
import type { SlotOutcome } from './run-events.js';
import { interruptOf, type SlotLane } from './slot-lane.js';

const ASK_AGAIN_MS = 1000;
/** How often another session is requested before we give up. */
const MAX_QUESTIONS = 30;
/** After this number of questions, this server has received the answers to the starts of other servers. */
const RECEIVED_AFTER = 5;

/** The outcome of a slot of a run, from the end of its session. */
export async function judgeEnd(
  lane: SlotLane,
  end: Exclude<SessionEnd, { kind: 'given up' | 'restarted' }>,
): Promise<SlotOutcome> {
  switch (end.kind) {
    case 'done':
      return { ...(await judgeSession(lane, end.record.session)), record: end.record };
    case 'by heartbeat': {
      const how = end.success ? 'with success' : 'without success';
      const message = `According to the heartbeat, the operation ended ${how}. ${whyUnread(lane)}.`;
      const objection = end.success ? await objectionTo(lane, lane.now.record?.session ?? null) : null;
      if (objection !== null) return { ...objection, inferred: true };
      return { status: end.success ? 'SUCCEEDED' : 'FAILED', message, inferred: true };
    }
    case 'gone': {
      const message = 'The agent no longer has the session, and its end was not seen.';
      return { status: 'UNKNOWN', message };
    }
  }
}

function whyUnread({ slot, run }: SlotLane): string {
  const problem = slot?.readProblems.find(
    ({ code, operation }) => code === 'SESSION_UNREADABLE' && operation === run.operation,
  );
  return problem?.message.replace(/\.$/, '') ?? 'The session cannot be read';
}

async function judgeSession(lane: SlotLane, session: EncodedSession): Promise<SlotOutcome> {
  const { profile } = lane.tools;
  const { operation } = lane.run;
  const isAccepted = lane.now.stopAcceptedAt !== null;
  if (isAccepted && !lane.slot?.api) await lane.tools.registry.refresh(lane.address);
  const info = lane.slot?.api?.operations.get(operation);
  const isProcess = info?.op_type === 'process';
  const interrupt = interruptOf(lane, isProcess ? 'STOP' : 'ABORT');
  // ocs agents also accept an abort that they cannot execute: without get_api, the abort is not the known cause.
  const canEnd = interrupt.how === 'abort' ? info !== undefined : interrupt.how !== 'impossible';
  const isStopped = canEnd && isAccepted;
  if (!session.success) {
    const reason = failureReason(session);
    const hint = lane.slot ? profile.hint(lane.slot, operation, reason) : '';
    // An aborted task ends without success. A process that ends without success has failed, even if it was stopped.
    return { status: isStopped && !isProcess ? 'CANCELLED' : 'FAILED', message: reason + hint };
  }
  if (isStopped && isProcess) return { status: 'CANCELLED', message: null };
  const objection = await objectionTo(lane, session);
  return objection ?? { status: 'SUCCEEDED', message: null };
}

/** Checks a reported success against the other sessions of the slot; null if there is no objection. */
async function objectionTo(lane: SlotLane, session: EncodedSession | null): Promise<SlotOutcome | null> {
  const { profile } = lane.tools;
  const objection = session && (await profile.objection(session, followerOf(lane)));
  if (objection === null) return null;
  const { status, reason } = objection;
  const hint = lane.slot ? profile.hint(lane.slot, lane.run.operation, reason) : '';
  return { status, message: reason + hint };
}

function followerOf(lane: SlotLane): Follower {
  const { tools, address, signal } = lane;
  return {
    async latest(operation) {
      for (let questions = 0; questions < MAX_QUESTIONS && !signal.aborted; questions++) {
        try {
          const { session } = await tools.client.status(address, operation);
          tools.registry.observe(address, operation, session);
          return session;
        } catch (error) {
          tools.logger.debug({ address, operation, reason: toCallFailure(error).message }, 'asking again');
        }
        await tools.clock.sleep(ASK_AGAIN_MS, signal);
      }
      return undefined;
    },
    async end(session) {
      const target = sessionOfTask(address, lane.now.agentStart ?? '', session);
      const end = await followSession(tools, target, signal);
      return end.kind === 'done' ? end.record.session : null;
    },
    async isOfAnotherRun(session) {
      const operation = session.op_name;
      const id = sessionKey(address, lane.now.agentStart ?? '', session);
      const record = { id, session, refreshedAt: tools.clock.now(), evicted: false };
      for (let waits = 0; waits < MAX_QUESTIONS && !signal.aborted; waits++) {
        const answer = tools.starts.isOfStart(address, operation, record);
        if (answer !== 'perhaps') return answer;
        if (waits >= RECEIVED_AFTER && !tools.starts.isUnanswered(address, operation)) return answer;
        await tools.clock.sleep(ASK_AGAIN_MS, signal);
      }
      return 'perhaps';
    },
  };
}
