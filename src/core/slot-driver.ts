import { setTimeout as sleep } from 'node:timers/promises';
import type { OcsClient } from '../ocs/client.js';
import { type EncodedSession, OP_CODES, ProtocolError, REPLY_CODES } from '../ocs/protocol.js';
import { NO_SUCH_PROCEDURE, WAMP_ERRORS, WampError } from '../wamp/error.js';
import { activeOperations, type ManagedSmurfInstance } from './instance.js';
import type { Registry } from './registry.js';
import type { RunSlot } from './run.js';
import { failureReason, isSameSession, type SessionRecord } from './session-record.js';

/** How often a session that we follow, or an agent that could not be asked, is asked again. */
const ASK_AGAIN_MS = 1000;
/** And how soon at first: many operations end, or are refused for the lock, in a moment. */
const ASK_FIRST_MS = 100;
/** A restarted agent is known by its next heartbeat; they come once a second. */
const HEARTBEAT_MS = 3000;
/** How far an agent's clock may be from ours for its session to be recognised by its start time. */
const CLOCK_TOLERANCE_SECONDS = 5;

/** What the driver of one slot works with. `signal` aborts when the run is over. */
export interface SlotContext {
  readonly client: OcsClient;
  readonly registry: Registry;
  readonly instance: ManagedSmurfInstance;
  /** The start of the slot's agent when the run began: under another one its session is lost. */
  readonly agentStart: string;
  readonly operation: string;
  readonly signal: AbortSignal;
  update(change: Partial<RunSlot>): void;
}

/** How a session that we follow ended: done (also where only op codes can tell), or gone from its agent's memory. */
export type SessionEnd =
  | { readonly kind: 'done'; readonly session: EncodedSession }
  | { readonly kind: 'unreadable'; readonly success: boolean; readonly reason: string }
  | { readonly kind: 'gone' }
  | { readonly kind: 'restarted' }
  | { readonly kind: 'given up' };

export function isUnreachable(error: unknown): boolean {
  return (
    error instanceof WampError && (error.uri === NO_SUCH_PROCEDURE || error.uri === WAMP_ERRORS.notConnected)
  );
}

export const UNREACHABLE_MESSAGE = 'The agent could not be reached: nothing was sent to it.';

/** Sleeps, and says whether the run is still open. */
export async function pause(signal: AbortSignal, ms = ASK_AGAIN_MS): Promise<boolean> {
  await sleep(ms, undefined, { signal }).catch(() => {});
  return !signal.aborted;
}

/** The registry's copy of `session`, which it has just been told. */
export function recordOf(context: SlotContext, session: EncodedSession): SessionRecord | null {
  const record = context.registry.byAddress(context.instance.address)?.sessions.get(session.op_name);
  return record && isSameSession(record.session, session) ? record : null;
}

/** Starts the operation on one slot and follows it to its own end. Never throws for what the slot does. */
export async function startAndFollow(
  context: SlotContext,
  params: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { instance, operation, registry, update } = context;
  const started = await start(context, params);
  if (!started) return;
  registry.note(instance.address, operation, started);
  update({ status: 'RUNNING', record: recordOf(context, started) });
  const end = await follow(context, operation, started);
  if (end.kind === 'done') {
    const outcome = await judge(context, end.session);
    update({ ...outcome, record: recordOf(context, end.session) });
  } else if (end.kind === 'unreadable') {
    const how = end.success ? 'with success' : 'without success';
    const message = `Its heartbeat says that it ended ${how}, but the agent cannot tell its session: ${end.reason}`;
    update({ status: end.success ? 'SUCCEEDED' : 'FAILED', message });
  } else if (end.kind === 'restarted') {
    update({ status: 'LOST', message: 'The agent restarted while the operation ran: its session is lost.' });
  } else if (end.kind === 'gone') {
    update({ status: 'UNKNOWN', message: 'The agent no longer has the session, and its end was not seen.' });
  }
}

/** Sends the start once. Null if the slot has its outcome already. */
async function start(
  context: SlotContext,
  params: Readonly<Record<string, unknown>>,
): Promise<EncodedSession | null> {
  const { client, instance, operation, registry, update } = context;
  const before = instance.sessions.get(operation)?.session ?? null;
  const sentAt = Date.now() / 1000;
  update({ status: 'STARTING' });
  try {
    const reply = await client.start(instance.address, operation, params);
    if (reply.code === REPLY_CODES.OK && reply.session) return reply.session;
    const isRunning = reply.session !== null && reply.session.status !== 'done';
    registry.note(instance.address, operation, reply.session);
    update({ status: isRunning ? 'ALREADY_RUNNING' : 'REJECTED', message: reply.message });
    return null;
  } catch (error) {
    if (!isUnreachable(error)) return lookUp(context, before, sentAt, Date.now() / 1000);
    update({ status: 'UNREACHABLE', message: UNREACHABLE_MESSAGE });
    return null;
  }
}

/** The answer to our start was lost: it is never sent twice, but looked for by its time. */
async function lookUp(
  { client, instance, operation, signal, update }: SlotContext,
  before: EncodedSession | null,
  sentAt: number,
  lostAt: number,
): Promise<EncodedSession | null> {
  while (await pause(signal)) {
    try {
      const { session } = await client.status(instance.address, operation);
      const isOurs =
        session !== null &&
        (before === null || !isSameSession(session, before)) &&
        session.start_time >= sentAt - CLOCK_TOLERANCE_SECONDS &&
        session.start_time <= lostAt + CLOCK_TOLERANCE_SECONDS;
      if (isOurs) {
        update({ inferred: true });
        return session;
      }
      update({
        status: 'UNKNOWN',
        message:
          'The answer to our start was lost and the agent has no session of ours: it may not have started.',
      });
      return null;
    } catch {
      // Not known yet: look again, for as long as the run is open.
    }
  }
  return null;
}

/**
 * Waits for the end of one session, however often the link or the agent goes away meanwhile. It asks, since
 * OCS's `wait` is not safe: when the link of who waits breaks, the router interrupts the call, which cancels
 * the session itself: the agent has it FAILED at once, while its work goes on.
 */
export async function follow(
  context: SlotContext,
  operation: string,
  session: EncodedSession,
): Promise<SessionEnd> {
  const { instance, registry, signal } = context;
  const over = new AbortController();
  const leave = () => over.abort();
  // Given up already, while the answer to the start was on its way: then no event tells it.
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave);
  // A change of its op code makes the registry look: its end is known then, before we would ask again.
  let seen: SessionEnd | null = null;
  const listening = registry.sessionEvents.listen(({ instance: { address }, record }) => {
    if (address !== instance.address || !isSameSession(record.session, session)) return;
    if (record.session.status !== 'done') return;
    seen = { kind: 'done', session: record.session };
    over.abort();
  });
  try {
    const end = await askUntilEnd({ ...context, signal: over.signal }, operation, session);
    return seen ?? end;
  } finally {
    signal.removeEventListener('abort', leave);
    listening.close();
  }
}

async function askUntilEnd(
  context: SlotContext,
  operation: string,
  session: EncodedSession,
): Promise<SessionEnd> {
  const { client, instance, agentStart, registry, signal } = context;
  let askAgainMs = ASK_FIRST_MS;
  while (!signal.aborted) {
    try {
      const reply = await client.status(instance.address, operation);
      registry.note(instance.address, operation, reply.session);
      if (reply.session && isSameSession(reply.session, session)) {
        if (reply.session.status === 'done') return { kind: 'done', session: reply.session };
        await pause(signal, askAgainMs);
        askAgainMs = Math.min(2 * askAgainMs, ASK_AGAIN_MS);
        continue;
      }
      await pause(signal, HEARTBEAT_MS);
      return { kind: instance.agentStart === agentStart ? 'gone' : 'restarted' };
    } catch (error) {
      const end = await endByHeartbeat(context, operation, error);
      if (end) return end;
      // Not known yet: a lost link, a missing procedure or a late answer says nothing about the session.
      await pause(signal);
    }
  }
  return { kind: 'given up' };
}

/** What an agent answers when Python raises, as ocs does for a session that holds infinity. */
const AGENT_RAISED = 'wamp.error.runtime_error';

/** True if the agent was there and has answered, but could not tell the session. */
export function cannotTell(error: unknown): error is ProtocolError | WampError {
  return error instanceof ProtocolError || (error instanceof WampError && error.uri === AGENT_RAISED);
}

/** An agent that is there but cannot tell a session still says by its op code how the session ended. */
async function endByHeartbeat(
  { instance, agentStart, signal }: SlotContext,
  operation: string,
  error: unknown,
): Promise<SessionEnd | null> {
  const askedAt = Date.now();
  // The op code that we have may be that of the session before.
  if (!cannotTell(error) || !(await pause(signal, HEARTBEAT_MS))) return null;
  if (instance.agentStart !== agentStart || instance.lastRefresh.getTime() < askedAt) return null;
  const code = instance.opCodes.get(operation);
  if (code !== OP_CODES.SUCCEEDED && code !== OP_CODES.FAILED) return null;
  return { kind: 'unreadable', success: code === OP_CODES.SUCCEEDED, reason: error.message };
}

type Outcome = Pick<RunSlot, 'status' | 'message'>;

async function judge(context: SlotContext, session: EncodedSession): Promise<Outcome> {
  if (!session.success) {
    const reason = failureReason(session);
    return { status: 'FAILED', message: reason + busyWith(context, reason) };
  }
  if (session.op_name === 'zero_biases') return judgeZeroBiases(context, session);
  return { status: 'SUCCEEDED', message: null };
}

/** The lock of a busy slot has a name that is not always the operation's: say what really runs. */
function busyWith({ instance, operation }: SlotContext, reason: string): string {
  if (!/ is (already )?running\.?$/.test(reason)) return '';
  const running = [...instance.opCodes.keys()].filter(
    (name) => name !== operation && name !== 'check_state' && isRunning(instance, name),
  );
  return running.length > 0 ? ` Running on this slot: ${running.join(', ')}.` : '';
}

/** By its op code or by its session, whichever was told last. */
function isRunning(instance: ManagedSmurfInstance, operation: string): boolean {
  const record = instance.sessions.get(operation);
  if (record && !record.evicted && record.refreshedAt >= instance.lastRefresh) {
    return record.session.status !== 'done';
  }
  return activeOperations(instance).includes(operation) || record?.session.status === 'running';
}

/**
 * socs 0.6.4 starts `set_biases` for it and reports success without waiting: the outcome is that of the
 * `set_biases` session that began while `zero_biases` ran, and without one there is no proof.
 */
async function judgeZeroBiases(context: SlotContext, zero: EncodedSession): Promise<Outcome> {
  const { client, instance, signal } = context;
  do {
    try {
      const { session } = await client.status(instance.address, 'set_biases');
      const isItsOwn =
        session !== null &&
        session.start_time >= zero.start_time &&
        session.start_time <= (zero.end_time ?? zero.start_time);
      if (!isItsOwn) {
        return {
          status: 'FAILED',
          message: 'zero_biases started no set_biases: nothing shows zeroed biases.',
        };
      }
      const end = await follow(context, 'set_biases', session);
      if (end.kind === 'done' && end.session.success) return { status: 'SUCCEEDED', message: null };
      const reason = end.kind === 'done' ? failureReason(end.session) : 'its end was not seen.';
      const message = `set_biases, which zero_biases started, failed: ${reason}${busyWith(context, reason)}`;
      return { status: 'FAILED', message };
    } catch {
      // Not known yet: ask again, for as long as the run is open.
    }
  } while (await pause(signal));
  return { status: 'UNKNOWN', message: 'The set_biases that zero_biases started could not be looked up.' };
}
