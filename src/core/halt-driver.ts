import { type EncodedSession, isActive, type OpsReply, REPLY_CODES } from '../ocs/protocol.js';
import { WampError } from '../wamp/error.js';
import type { RunSlot } from './run.js';
import {
  cannotTell,
  follow,
  isUnreachable,
  pause,
  recordOf,
  type SlotContext,
  UNREACHABLE_MESSAGE,
} from './slot-driver.js';

/** A stop that was lost on the way is sent again for so long; stopping twice is harmless. */
const HALT_ATTEMPTS = 3;

/** What halts one operation on one slot, or why nothing can. */
export type Halting = { readonly send: () => Promise<OpsReply> } | { readonly impossible: string };

/**
 * Stop is for processes. Abort is for tasks, and only for those that say they are abortable; `run` does not,
 * but the task `abort` kills its script. A slot whose operations are unknown is simply asked.
 */
export function howToHalt({ client, instance, operation }: SlotContext, action: 'STOP' | 'ABORT'): Halting {
  const info = instance.api?.operations.get(operation);
  if (action === 'STOP') {
    if (info?.op_type === 'task') {
      return { impossible: `${operation} is a task: it ends by itself, or can be aborted.` };
    }
    return { send: () => client.stop(instance.address, operation) };
  }
  if (info?.op_type === 'process') {
    return { impossible: `${operation} is a process: stop it.` };
  }
  if (operation === 'run') return { send: () => client.start(instance.address, 'abort', {}) };
  if (info && !info.abortable) {
    return { impossible: `The agent says that ${operation} cannot be aborted: it goes on until it ends.` };
  }
  return { send: () => client.abort(instance.address, operation) };
}

/** Stops or aborts one operation on one slot and follows it to its end. Never throws for what the slot does. */
export async function haltAndFollow(context: SlotContext, action: 'STOP' | 'ABORT'): Promise<void> {
  const { update } = context;
  const halting = howToHalt(context, action);
  if ('impossible' in halting) {
    update({ status: 'REJECTED', message: halting.impossible });
    return;
  }
  update({ status: 'STARTING' });
  const going = await findGoing(context);
  if (!going) return;
  update({ status: 'STOPPING', record: going === UNTOLD ? null : recordOf(context, going) });
  if (!(await deliver(context, halting.send))) return;
  const outcome = going === UNTOLD ? await endByOpCode(context) : await endOf(context, going);
  if (outcome) update(outcome);
}

type Outcome = Partial<Pick<RunSlot, 'status' | 'message' | 'record'>>;

async function endOf(context: SlotContext, going: EncodedSession): Promise<Outcome | null> {
  const end = await follow(context, context.operation, going);
  if (end.kind === 'given up') return null;
  const record = end.kind === 'done' ? recordOf(context, end.session) : null;
  const missing = end.kind === 'unreadable' ? 'cannot tell' : 'no longer has';
  const message = end.kind === 'done' ? null : `The agent ${missing} the session: it is not running.`;
  return { status: 'SUCCEEDED', message, ...(record && { record }) };
}

/** For a session that its agent cannot tell: its heartbeat says when the operation is over. */
async function endByOpCode({ instance, operation, signal }: SlotContext): Promise<Outcome | null> {
  const sentAt = Date.now();
  while (await pause(signal)) {
    const code = instance.opCodes.get(operation);
    if (code === undefined || isActive(code) || instance.lastRefresh.getTime() <= sentAt) continue;
    return {
      status: 'SUCCEEDED',
      message: 'Its heartbeat says that it is over; its session cannot be told.',
    };
  }
  return null;
}

/** The session that is to be halted; null if the slot has its outcome already. */
async function findGoing(context: SlotContext): Promise<EncodedSession | typeof UNTOLD | null> {
  const { client, instance, operation, registry, update } = context;
  const reply = await attempt(context, () => client.status(instance.address, operation));
  // A session that cannot be told may well be running: it is halted all the same.
  if (reply === null || reply === UNTOLD) return reply;
  if (reply.code === REPLY_CODES.ERROR) {
    update({ status: 'REJECTED', message: reply.message });
    return null;
  }
  registry.note(instance.address, operation, reply.session);
  if (reply.session && reply.session.status !== 'done') return reply.session;
  const record = reply.session && recordOf(context, reply.session);
  update({ status: 'SUCCEEDED', message: `${operation} was not running.`, ...(record && { record }) });
  return null;
}

async function deliver(context: SlotContext, send: () => Promise<OpsReply>): Promise<boolean> {
  const { client, instance, operation, update } = context;
  const reply = await attempt(context, send);
  if (reply === null) return false;
  // ocs has called the stopper by the time that it fails to tell the session.
  if (reply === UNTOLD || reply.code !== REPLY_CODES.ERROR) return true;
  // It may have ended by itself meanwhile, or be stopping already: then the refusal means no harm.
  const now = await attempt(context, () => client.status(instance.address, operation));
  if (now === null) return false;
  if (now === UNTOLD || (now.session?.status !== 'running' && now.session?.status !== 'starting'))
    return true;
  update({ status: 'REJECTED', message: reply.message });
  return false;
}

/** The agent answered, but could not tell the session. */
const UNTOLD = 'untold';

/** Null if the agent could not be asked: the slot is UNREACHABLE. */
async function attempt(
  { signal, update }: SlotContext,
  ask: () => Promise<OpsReply>,
): Promise<OpsReply | typeof UNTOLD | null> {
  let last: unknown;
  for (let attempts = 0; attempts < HALT_ATTEMPTS; attempts++) {
    try {
      return await ask();
    } catch (error) {
      if (cannotTell(error)) return UNTOLD;
      last = error;
      if (!(await pause(signal))) return null;
    }
  }
  const reason = last instanceof WampError ? last.message : String(last);
  update({
    status: 'UNREACHABLE',
    message: isUnreachable(last)
      ? UNREACHABLE_MESSAGE
      : `The agent did not answer, it may still run: ${reason}`,
  });
  return null;
}
