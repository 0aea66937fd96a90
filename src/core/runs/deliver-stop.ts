import { settledWithin } from '../../lib/clock.js';
import { toCallFailure } from '../../ocs/call-failure.js';
import { type EncodedSession, type OpsReply, REPLY_CODES } from '../../ocs/protocol.js';
import type { Interrupt } from '../slots/agent-profile.js';
import { isIdle } from '../slots/session-record.js';
import { followSession, sessionOfTask } from './follow-session.js';
import type { SlotLane } from './slot-lane.js';

const SEND_AGAIN_MS = 1000;
/** How often an agent is asked that cannot be reached or does not answer; a second stop does no harm. */
const ATTEMPTS = 3;
/** Maximum time to check whether the operation is running, before it is ended. */
const IDLE_ANSWER_MS = 500;

/** The result of the request to an agent to end an operation. */
export type Delivery =
  /** The agent has accepted. @property session the session that it ends; null if unknown */
  | { readonly kind: 'accepted'; readonly session: EncodedSession | null }
  /** The agent refuses, or its task that ends the operation has failed. */
  | { readonly kind: 'refused'; readonly message: string }
  /** The operation is not running. */
  | { readonly kind: 'not running'; readonly session: EncodedSession | null }
  | { readonly kind: 'unreachable'; readonly message: string }
  /** `signal` has aborted, or the connection was closed. */
  | { readonly kind: 'given up' };

/**
 * Asks the agent of a slot to end the operation. The request is sent at once; if our link is down, when the link is
 * back, unless `signal` aborts before. That the agent accepts proves nothing; only the end of the session does.
 * @param onWaiting called if the request has to wait for the link
 */
export async function deliverStop(
  lane: SlotLane,
  interrupt: Exclude<Interrupt, { how: 'impossible' }>,
  signal: AbortSignal,
  onWaiting: (message: string) => void,
): Promise<Delivery> {
  if (interrupt.how === 'start' && (await reportsIdle(lane))) return { kind: 'not running', session: null };
  const what = interrupt.how === 'stop' ? 'stop' : 'abort';
  const asked = await attempt(
    lane,
    () => send(lane, interrupt),
    signal,
    () => onWaiting(`Not connected to the router. The ${what} will be sent after reconnection.`),
  );
  if ('delivery' in asked) return asked.delivery;
  const { reply } = asked;
  // If ocs fails to encode the session in its reply, it has already called the stopper.
  if (reply === 'unreadable') {
    return interrupt.how === 'stop'
      ? { kind: 'accepted', session: null }
      : { kind: 'refused', message: 'The agent raised an exception.' };
  }
  if (reply.code === REPLY_CODES.ERROR) return await whyNot(lane, reply.message, signal);
  if (interrupt.how === 'start') return await endOfHelper(lane, interrupt.operation, reply.session, signal);
  return { kind: 'accepted', session: reply.session };
}

function send({ tools, address, run }: SlotLane, interrupt: Exclude<Interrupt, { how: 'impossible' }>) {
  switch (interrupt.how) {
    case 'stop':
      return tools.client.stop(address, run.operation);
    case 'abort':
      return tools.client.abort(address, run.operation);
    case 'start':
      return tools.client.start(address, interrupt.operation, {});
  }
}

/**
 * True if the agent reports that the operation is not running: the task that ends it would only crash. If the agent
 * does not answer quickly, false.
 */
async function reportsIdle({ tools, address, run }: SlotLane): Promise<boolean> {
  let idle = false;
  const asking = tools.client.status(address, run.operation).then(({ session }) => {
    tools.registry.observe(address, run.operation, session);
    idle = isIdle(session);
  });
  await settledWithin(tools.clock, asking, IDLE_ANSWER_MS).catch(() => {});
  return idle;
}

type Asked = { readonly reply: OpsReply | 'unreadable' } | { readonly delivery: Delivery };

async function attempt(
  { tools }: SlotLane,
  ask: () => Promise<OpsReply>,
  signal: AbortSignal,
  onWaiting: () => void,
): Promise<Asked> {
  let message = '';
  for (let attempts = 0; attempts < ATTEMPTS; attempts++) {
    try {
      return { reply: await ask() };
    } catch (error) {
      const failure = toCallFailure(error);
      if (failure.kind === 'unreadable') return { reply: 'unreadable' };
      if (failure.kind === 'rejected' && !failure.isAgentAbsent) {
        return { delivery: { kind: 'refused', message: failure.message } };
      }
      message =
        failure.kind === 'unanswered'
          ? `The agent did not answer, so the operation may still be running: ${failure.message}`
          : `The agent could not be reached, so nothing was sent to it: ${failure.message}`;
    }
    if (!tools.connection.link.connected) {
      onWaiting();
      // Rejects if `signal` aborts, or if the connection was closed permanently.
      const isBack = await tools.connection.connected(signal).then(
        () => true,
        () => false,
      );
      if (!isBack) return { delivery: { kind: 'given up' } };
      attempts = -1;
    } else {
      await tools.clock.sleep(SEND_AGAIN_MS, signal);
    }
    if (signal.aborted) return { delivery: { kind: 'given up' } };
  }
  return { delivery: { kind: 'unreachable', message } };
}

/** The operation may have ended in the meantime, or may already be stopping: then the refusal does no harm. */
async function whyNot(lane: SlotLane, message: string, signal: AbortSignal): Promise<Delivery> {
  const { tools, address, run } = lane;
  const asked = await attempt(
    lane,
    () => tools.client.status(address, run.operation),
    signal,
    () => {},
  );
  if ('delivery' in asked) return asked.delivery;
  if (asked.reply === 'unreadable' || asked.reply.code === REPLY_CODES.ERROR)
    return { kind: 'refused', message };
  const { session } = asked.reply;
  tools.registry.observe(address, run.operation, session);
  if (isIdle(session)) return { kind: 'not running', session };
  return session?.status === 'stopping' ? { kind: 'accepted', session } : { kind: 'refused', message };
}

/** Waits until the task that ends the operation has succeeded. It crashes if there is nothing to end. */
async function endOfHelper(
  lane: SlotLane,
  operation: string,
  session: EncodedSession | null,
  signal: AbortSignal,
): Promise<Delivery> {
  const { tools, address, slot } = lane;
  if (!session || !slot) return { kind: 'accepted', session: null };
  tools.registry.observe(address, operation, session);
  const end = await followSession(tools, sessionOfTask(address, slot.agentStart, session), signal);
  switch (end.kind) {
    case 'given up':
      return { kind: 'given up' };
    case 'done': {
      if (end.record.session.success) return { kind: 'accepted', session: null };
      return { kind: 'refused', message: `The task \`${operation}\` failed on this slot.` };
    }
    case 'by heartbeat':
      if (end.success) return { kind: 'accepted', session: null };
      return { kind: 'refused', message: `The task \`${operation}\` failed on this slot.` };
    default:
      return { kind: 'refused', message: `MultiSmurf could not read how the task \`${operation}\` ended.` };
  }
}
