import { randomUUID } from 'node:crypto';
import { type Clock, settledWithin } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import { requestFields } from '../../lib/request-trace.js';
import type { Closable } from '../../lib/topic.js';
import type { WampConnection } from '../../wamp/types.js';
import type { AgentProfile } from '../slots/agent-profile.js';
import type { Registry } from '../slots/registry.js';
import { confirmedStreamId, runningOperations, type Slot } from '../slots/slot.js';
import type { CoreEvents } from './core-events.js';
import type { Cancelled } from './executions.js';
import type { Peers } from './peers.js';
import type { Run } from './run.js';
import type { RunExecution, SlotCancel } from './run-execution.js';
import type { RunRequest } from './run-request.js';
import { type RunTarget, selectNamedForStop } from './selection.js';
import { type Ask, judgeSlot, type SlotVerdict, verdictOf } from './stop-all-verdict.js';
import type { StopOrders } from './stop-orders.js';

/** The name that means all slots. */
const ALL = 'all';
/** How long the result waits until the other servers have the stop. */
const OTHERS_MS = 2000;
/** Time until an agent that cannot be reached is asked again. */
const LOOK_AGAIN_MS = 1000;
/** A start that another server sent before it had the stop reaches its agent within this time. */
const CROSSING_MS = 300;

export type StopAllRequest = Omit<RunRequest, 'operation'>;

/** The result of stopAll on one slot. */
export interface StopAllSlot extends SlotVerdict {
  /** Null for a name that no slot has. */
  readonly address: string | null;
  /** The instance id, or the requested name if no slot has it. */
  readonly instanceId: string;
  readonly streamId: string | null;
}

export interface StopAllResult {
  readonly id: string;
  /** The cancelled runs, and the runs of the stops and aborts that were sent. */
  readonly runs: readonly Run[];
  readonly slots: readonly StopAllSlot[];
}

export interface StopAllOptions {
  readonly connection: Pick<WampConnection, 'link'>;
  readonly registry: Registry;
  readonly events: Pick<CoreEvents, 'sessions'>;
  readonly profile: AgentProfile;
  readonly clock: Clock;
  /** Cancels open runs on these slots. */
  cancelOn(addresses: ReadonlySet<string>): readonly Cancelled[];
  /** Sends a stop or an abort of one operation to these slots. */
  send(action: 'STOP' | 'ABORT', request: RunRequest, targets: readonly RunTarget[]): RunExecution;
  readonly orders: StopOrders;
  readonly peers: Pick<Peers, 'send' | 'isShared'>;
  readonly logger: Logger;
}

interface Ending {
  readonly action: 'STOP' | 'ABORT';
  readonly operation: string;
}

/**
 * Ends all operations on the slots except the state reader. All known operations are stopped before the first await.
 * Then each agent is asked which operations are running, since a heartbeat can be a second old, and these are ended
 * too.
 * @param seconds maximum time to wait for the results
 */
export async function stopAll(
  request: StopAllRequest,
  options: StopAllOptions,
  seconds: number,
  signal?: AbortSignal,
): Promise<StopAllResult> {
  const { connection, registry, profile, clock, events, orders, peers, cancelOn, logger } = options;
  const { streamIds, words } = request;
  const isAll = streamIds === null || streamIds.includes(ALL);
  const targets = isAll
    ? registry.slots.map((slot) => ({ slot }))
    : selectNamedForStop(registry.slots, streamIds, words);
  const addresses = targets.flatMap((target) => ('slot' in target ? [target.slot.address] : []));
  orders.add(null, isAll ? null : new Set(addresses));
  const told = peers.send({
    kind: 'STOP_ALL',
    addresses: isAll ? null : addresses,
    at: clock.now(),
  });
  logger.info({ slots: addresses, ...requestFields(request.trace) }, 'stopping everything on these slots');
  const executions = new Set<RunExecution>();
  const asks = new Map<string, Ask[]>();
  /** Slots whose agents have been asked which operations are running; true if it is known. */
  const looked = new Map<string, boolean>();
  let isOver = false;
  let wake = () => {};
  const changed = () => wake();
  const listening: Closable[] = [events.sessions.listen(changed)];

  const slotsNow = () => addresses.flatMap((address) => registry.byAddress(address) ?? []);
  const isConnected = () => connection.link.connected;

  function track(execution: RunExecution, index: number, cancel: SlotCancel | null): void {
    executions.add(execution);
    const slot = execution.current.slots[index];
    if (!slot || slot.address === null) return;
    const ask: Ask = { execution, index, isCancel: cancel !== null, answer: null };
    asks.set(slot.address, [...(asks.get(slot.address) ?? []), ask]);
    void cancel?.answer.then((answer) => {
      ask.answer = answer;
      changed();
    });
  }

  /** Whether a cancelled run, or a stop or abort that was sent, already ends the operation. */
  function isAsked(slot: Slot, { action, operation }: Ending): boolean {
    return (asks.get(slot.address) ?? []).some((ask) => {
      const run = ask.execution.current;
      if (run.operation !== operation || (!ask.isCancel && run.action !== action)) return false;
      // The process may already run, regardless of the answer to our start; a second stop does no harm.
      if (ask.isCancel && action === 'STOP' && run.slots[ask.index]?.status === 'STARTING') return false;
      const verdict = verdictOf(ask, slot, isConnected());
      // What that run began is over: what runs now is another's.
      return verdict !== null && !(ask.isCancel && verdict.status === 'STOPPED');
    });
  }

  function end(slots: readonly Slot[], what: (slot: Slot) => Ending[]): void {
    const wanted = new Map<string, { readonly ending: Ending; readonly slots: Slot[] }>();
    for (const slot of slots) {
      for (const ending of what(slot).filter((one) => !isAsked(slot, one))) {
        const key = `${ending.action} ${ending.operation}`;
        const group = wanted.get(key) ?? { ending, slots: [] };
        group.slots.push(slot);
        wanted.set(key, group);
      }
    }
    for (const { ending, slots } of wanted.values()) {
      const { action, operation } = ending;
      const targets = slots.map((slot) => ({ slot }));
      const execution = options.send(action, { ...request, operation }, targets);
      slots.forEach((_slot, index) => {
        track(execution, index, null);
      });
      listening.push(execution.changes.listen(changed));
    }
  }

  /** Ends what the slot reports as running; false if it has not reported it. */
  async function endRunning(address: string): Promise<boolean> {
    const isAnswered = await registry.refresh(address);
    const slot = registry.byAddress(address);
    if (slot && isConnected()) end([slot], (one) => endings(one, profile, runningOperations(one)));
    return isAnswered || registry.isHeardNow(address);
  }

  async function look(address: string): Promise<void> {
    let isKnown = await endRunning(address);
    if (peers.isShared) {
      await settledWithin(clock, told, OTHERS_MS);
      await clock.sleep(CROSSING_MS);
      isKnown = await endRunning(address);
    }
    looked.set(address, isKnown);
    changed();
    // A slot may be out of reach for a moment only. If nothing else is to be waited for, the result does not wait.
    while (!isKnown && !isOver && registry.byAddress(address)) {
      await clock.sleep(LOOK_AGAIN_MS);
      isKnown = !isOver && (await endRunning(address));
    }
    looked.set(address, isKnown);
    changed();
  }

  function report(): (StopAllSlot & { readonly isFinal: boolean })[] {
    return targets.map((target) => {
      if ('unknown' in target) return { ...unknown(target), isFinal: true };
      const { address, instanceId } = target.slot;
      const slot = registry.byAddress(address) ?? target.slot;
      const running = runningOperations(slot).filter((operation) => operation !== profile.stateReader);
      const verdict = judgeSlot(
        slot,
        running,
        asks.get(address) ?? [],
        looked.get(address) ?? null,
        isConnected(),
      );
      return { address, instanceId, streamId: confirmedStreamId(slot), ...verdict };
    });
  }

  for (const { execution, slots } of cancelOn(new Set(addresses))) {
    for (const cancel of slots) track(execution, cancel.index, cancel);
    listening.push(execution.changes.listen(changed));
  }
  end(slotsNow(), (slot) => endings(slot, profile, [...processesOf(slot), ...runningOperations(slot)]));
  for (const address of addresses) void look(address);

  const leave = () => {
    isOver = true;
    changed();
  };
  const bound = clock.after(seconds * 1000, leave);
  signal?.addEventListener('abort', leave);
  if (signal?.aborted) isOver = true;
  while (!isOver && report().some(({ isFinal }) => !isFinal)) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  isOver = true;
  for (const closable of [bound, ...listening]) closable.close();
  signal?.removeEventListener('abort', leave);
  return {
    id: randomUUID(),
    runs: [...executions].map(({ current }) => current),
    slots: report().map(({ isFinal: _, ...slot }) => slot),
  };
}

function unknown({ unknown: name, reason }: Extract<RunTarget, { unknown: string }>): StopAllSlot {
  const nobody = { address: null, instanceId: name, streamId: null } as const;
  return { ...nobody, status: 'UNREACHABLE', operations: [], reason };
}

function processesOf({ api }: Slot): string[] {
  return [...(api?.operations ?? [])]
    .filter(([, { op_type }]) => op_type === 'process')
    .map(([name]) => name);
}

/** How to end each of these operations; both stop and abort if its type is unknown. */
function endings(slot: Slot, profile: AgentProfile, operations: readonly string[]): Ending[] {
  const helpers = helpersOf(slot, profile);
  const ended = [...new Set(operations)].filter(
    (operation) => operation !== profile.stateReader && !helpers.has(operation),
  );
  return ended.flatMap((operation) => {
    const type = slot.api?.operations.get(operation)?.op_type;
    const stop = { action: 'STOP', operation } as const;
    const abort = { action: 'ABORT', operation } as const;
    if (type === 'process') return [stop];
    return type === 'task' ? [abort] : [stop, abort];
  });
}

/** Tasks that end other tasks. They take no time, so they need not be ended. */
function helpersOf({ api }: Slot, profile: AgentProfile): ReadonlySet<string> {
  const interrupts = [...(api?.operations ?? [])].map(([name, info]) =>
    profile.interrupt(name, info, 'ABORT'),
  );
  return new Set(interrupts.flatMap((interrupt) => (interrupt.how === 'start' ? [interrupt.operation] : [])));
}
