import type { Logger } from '../lib/logger.js';
import type { Closable } from '../lib/topic.js';
import type { OcsClient } from '../ocs/client.js';
import { REPLY_CODES, sessionData } from '../ocs/protocol.js';
import { howToHalt } from './halt-driver.js';
import type { ManagedSmurfInstance } from './instance.js';
import type { InstanceEvent, Registry, SessionEvent } from './registry.js';
import { isUnderWay, type Run, type RunSlot } from './run.js';
import type { HaltTarget } from './selection.js';
import { isSameSession } from './session-record.js';
import { pause, type SlotContext } from './slot-driver.js';
import type { SlotNotes } from './slot-notes.js';

/** Carries out what a run does on one slot, and tells what becomes of it through the context. */
export type Drive = (context: SlotContext) => Promise<void>;

export interface OpenRunOptions {
  /** The run as it begins: every slot PENDING, or ended already. */
  readonly run: Run;
  readonly targets: readonly HaltTarget[];
  /** After so long from its own start a slot is TIMED_OUT. */
  readonly timeoutSeconds: number;
  readonly drive: Drive;
  readonly client: OcsClient;
  readonly registry: Registry;
  readonly notes: SlotNotes;
  readonly logger: Logger;
  /** Called after each change; the last has an `endTime`. */
  readonly onChange: (run: Run) => void;
}

/** A run that goes on. */
export interface OpenRun {
  readonly run: Run;
  begin(): void;
  /** Starts nothing more and halts what can be halted; resolves when every slot has been asked. */
  cancel(): Promise<void>;
  /** Ends our part in it without a word: the server closes. */
  abandon(): void;
}

/** One slot of the run, while it is driven. */
interface Lane {
  /** Null for a name that no slot has. */
  readonly instance: ManagedSmurfInstance | null;
  /** Aborts when nobody waits for this slot any more. */
  readonly over: AbortController;
  timer: NodeJS.Timeout | undefined;
  /** Set while it is driven, from its own start. */
  context: SlotContext | null;
  /** Set when a cancel has stopped it: its end is CANCELLED. */
  halted: boolean;
}

export function createOpenRun(options: OpenRunOptions): OpenRun {
  const { targets, timeoutSeconds, drive, client, registry, notes, logger, onChange } = options;
  const { operation, action, id } = options.run;
  const waiting = new Set<() => void>();
  let run = options.run;
  let cancelled = false;

  const lanes: readonly Lane[] = targets.map((target) => ({
    instance: 'unknown' in target ? null : target.instance,
    over: new AbortController(),
    timer: undefined,
    context: null,
    halted: false,
  }));
  const held: Closable[] = [
    registry.instanceEvents.listen(onInstanceEvent),
    registry.sessionEvents.listen(onSessionEvent),
  ];

  function update(index: number, change: Partial<RunSlot>): void {
    const slot = run.slots[index];
    if (!slot || run.status !== 'RUNNING') return;
    const isEnd = change.status === 'SUCCEEDED' || change.status === 'FAILED';
    const status = isEnd && lanes[index]?.halted ? 'CANCELLED' : (change.status ?? slot.status);
    // What was said of a slot that was LOST is not true of one that came back.
    const isBack = slot.status === 'LOST' && status !== 'LOST';
    const next = { ...slot, ...(isBack && { message: null }), ...change, status };
    run = { ...run, slots: run.slots.with(index, next) };
    noteConcern(slot, next);
    // A slot that is LOST may come back, and then its time still runs out.
    if (!isUnderWay(next) && next.status !== 'LOST') clearTimeout(lanes[index]?.timer);
    if (!run.slots.some(isUnderWay)) finish();
    onChange(run);
    for (const wake of [...waiting]) wake();
  }

  function noteConcern(before: RunSlot, { address, status, record }: RunSlot): void {
    // News of the session of a slot that was given up already is no new concern.
    if (address === null || status === before.status) return;
    if (status === 'LOST' || status === 'TIMED_OUT') {
      notes.raise(address, {
        runId: id,
        operation,
        status,
        since: new Date(),
        sessionKey: record?.id ?? null,
      });
    } else if (before.status === 'LOST') {
      notes.settle(address);
    }
  }

  function finish(): void {
    const succeeded = run.slots.every(({ status }) => status === 'SUCCEEDED');
    run = {
      ...run,
      status: cancelled ? 'CANCELLED' : succeeded ? 'SUCCEEDED' : 'FAILED',
      endTime: new Date(),
    };
    giveBack();
  }

  function giveBack(): void {
    for (const closable of held) closable.close();
    for (const { over, timer } of lanes) {
      clearTimeout(timer);
      over.abort();
    }
  }

  async function driveLane(lane: Lane, index: number): Promise<void> {
    const { instance, over } = lane;
    if (!instance || run.slots[index]?.status !== 'PENDING') return;
    lane.timer = setTimeout(() => timeOut(lane, index), timeoutSeconds * 1000);
    lane.context = {
      ...{ client, registry, instance, operation },
      agentStart: instance.agentStart,
      signal: over.signal,
      update(change) {
        if (!over.signal.aborted) update(index, change);
      },
    };
    try {
      await drive(lane.context);
    } catch (error) {
      logger.error({ err: error, address: instance.address }, 'following a slot failed');
      update(index, { status: 'UNKNOWN', message: `MultiSmurf failed to follow this slot: ${error}` });
    }
  }

  async function inSeries(): Promise<void> {
    for (const [index, lane] of lanes.entries()) {
      if (index > 0 && !(await pause(lane.over.signal, run.settleSeconds * 1000))) return;
      void driveLane(lane, index);
      await settled(index);
    }
  }

  function settled(index: number): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        const slot = run.slots[index];
        if (slot && isUnderWay(slot) && run.status === 'RUNNING') return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  }

  function timeOut(lane: Lane, index: number): void {
    const message = `Not finished after ${timeoutSeconds} s. The slot may still act: look at its sessions.`;
    const slot = run.slots[index];
    if (slot && isUnderWay(slot)) update(index, { status: 'TIMED_OUT', message });
    // One that is LOST stays so: its time to come back is over.
    lane.over.abort();
  }

  function onInstanceEvent({ kind, instance }: InstanceEvent): void {
    if (kind !== 'EXPIRED' && kind !== 'RETURNED') return;
    run.slots.forEach((slot, index) => {
      if (slot.address !== instance.address) return;
      if (kind === 'EXPIRED' && isUnderWay(slot) && slot.status !== 'PENDING') {
        const message = `No heartbeat since ${instance.lastRefresh.toISOString()}: what the slot does is not known.`;
        update(index, { status: 'LOST', message });
      } else if (kind === 'RETURNED' && slot.status === 'LOST') {
        // After a restart its session is lost for good; otherwise its driver still follows it, in its time.
        const lane = lanes[index];
        if (lane?.context?.agentStart !== instance.agentStart || lane.over.signal.aborted) return;
        update(index, { status: slot.record ? 'RUNNING' : 'STARTING' });
      }
    });
  }

  function onSessionEvent({ instance, operation: name, record }: SessionEvent): void {
    if (name !== operation) return;
    run.slots.forEach((slot, index) => {
      if (slot.address !== instance.address || !slot.record) return;
      if (!isSameSession(slot.record.session, record.session)) return;
      if (record.evicted) {
        update(index, { record });
        return;
      }
      const { status } = record.session;
      const isReady = slot.status === 'RUNNING' && sessionData(record.session)['stream_on'] === true;
      if (status === 'stopping' && isUnderWay(slot)) update(index, { record, status: 'STOPPING' });
      else if (status === 'running' && isReady) update(index, { record, status: 'READY' });
      else update(index, { record });
    });
  }

  async function cancelLane(lane: Lane, index: number): Promise<void> {
    const slot = run.slots[index];
    if (!slot || !isUnderWay(slot)) return;
    if (!lane.context) {
      update(index, { status: 'CANCELLED', message: 'Not started: the run was cancelled before its turn.' });
      return;
    }
    if (action !== 'RUN') {
      update(index, { status: 'CANCELLED', message: 'MultiSmurf no longer waits for it.' });
      return;
    }
    const isProcess = lane.context.instance.api?.operations.get(operation)?.op_type === 'process';
    const halting = howToHalt(lane.context, isProcess ? 'STOP' : 'ABORT');
    if ('impossible' in halting) {
      update(index, { message: halting.impossible });
      return;
    }
    try {
      lane.halted = true;
      const reply = await halting.send();
      if (reply.code === REPLY_CODES.OK) return;
      lane.halted = false;
      update(index, { message: `Not cancelled: ${reply.message}` });
    } catch (error) {
      update(index, { message: `The cancel may not have reached the slot: ${error}` });
    }
  }

  return {
    get run() {
      return run;
    },
    begin() {
      if (run.mode === 'SERIES') void inSeries();
      else lanes.forEach((lane, index) => void driveLane(lane, index));
      if (!run.slots.some(isUnderWay)) {
        finish();
        onChange(run);
      }
    },
    async cancel() {
      cancelled = true;
      await Promise.all(lanes.map(cancelLane));
    },
    abandon: giveBack,
  };
}
