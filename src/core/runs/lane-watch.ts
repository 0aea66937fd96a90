import type { Closable } from '../../lib/topic.js';
import type { UnresolvedOutcome } from '../slots/mark.js';
import type { Slot } from '../slots/slot.js';
import type { SessionEvent, SlotEvent } from '../slots/slot-events.js';
import { isOpen, isUnderWay, type Run, type RunSlot } from './run.js';
import type { RunEvent } from './run-events.js';
import type { RunTools, SlotLane } from './slot-lane.js';
import { untilHeard } from './until-heard.js';

/** Time for one last read of the session after the timeout: the server may have been too busy or suspended. */
const LAST_LOOK_MS = 2000;
/** Time for the link to come back for that last read. */
const LINK_MS = 60_000;

export interface LaneWatchOptions {
  readonly tools: RunTools;
  readonly lanes: readonly SlotLane[];
  readonly record: (event: RunEvent) => Promise<boolean>;
  readonly lostSeconds: number;
  /** True if an earlier process started the run. */
  readonly isResumed: boolean;
  /** Called when the unresolved outcomes of one of the slots have changed. */
  readonly onMarks: () => void;
}

/**
 * Watches the slots of a run for events from outside: expiry and return, changes of their sessions, timeouts,
 * acknowledgements. It also marks slots whose outcome is unknown.
 */
export interface LaneWatch extends Closable {
  open(): void;
  /**
   * If the run leaves a slot before its end was seen, the operation may still run: marks the slot. The mark is stored
   * before the event, so that a restart in between cannot free the place of the slot.
   * @returns null if the event needs no mark; otherwise it resolves when the mark is stored
   */
  keepMark(event: RunEvent & { readonly slot: number }, before: Run, next: Run): Promise<void> | null;
  /** Call it when the state of a slot in the run has changed. */
  changed(lane: SlotLane, was: RunSlot, event: RunEvent, isStored: Promise<boolean>): void;
}

export function createLaneWatch(options: LaneWatchOptions): LaneWatch {
  const { tools, lanes, record, lostSeconds, isResumed, onMarks } = options;
  const { clock, connection, events, marks, profile, registry } = tools;
  const held: Closable[] = [];
  const lostTimers = new Map<number, Closable>();

  const laneAt = (address: string) => lanes.find((lane) => lane.address === address);

  function onSlot({ kind, slot }: SlotEvent): void {
    const lane = laneAt(slot.address);
    if (!lane) return;
    const { status, sentAt, agentStart } = lane.now;
    if (kind === 'EXPIRED' && isUnderWay(lane.now) && sentAt !== null) {
      const message = `No heartbeat since ${slot.lastRefresh.toISOString()}: it is not known what the slot is doing.`;
      void lane.record({ type: 'LOST', message, mayReturn: true });
    }
    // After a restart of the agent the session is lost: driveSlot detects that.
    const isSameAgent = agentStart === null || agentStart === slot.agentStart;
    if (kind === 'RETURNED' && status === 'LOST' && isSameAgent) void lane.record({ type: 'RETURNED' });
  }

  function onSession({ slot, record: seen }: SessionEvent): void {
    const lane = laneAt(slot.address);
    if (!lane || lane.now.record?.id !== seen.id) return;
    const ready = profile.isReady(seen.session);
    void record({ type: 'SESSION_SEEN', slot: lane.index, at: clock.now(), record: seen, ready });
  }

  /** A LOST slot was acknowledged: the run no longer waits for its return. */
  function onMarksOf(address: string): void {
    const lane = laneAt(address);
    if (!lane) return;
    const isInDoubt = marks.unresolved(address).some(({ runId }) => runId === lane.run.id);
    if (lane.now.status === 'LOST' && !isInDoubt) giveUp(lane);
    onMarks();
  }

  function giveUp(lane: SlotLane): void {
    if (lane.now.status !== 'LOST') return;
    void lane.record({ type: 'LOST', message: lane.now.message ?? '', mayReturn: false });
  }

  /** A LOST slot has returned, or its outcome is known. */
  function removeMark(lane: SlotLane, was: RunSlot, event: RunEvent, isStored: Promise<boolean>): void {
    const { run, address, now } = lane;
    if (was.status !== 'LOST' || now.status === 'LOST' || inDoubt(now, event) !== null) return;
    marks.resolve(address, run.id, isStored);
  }

  function armLost(lane: SlotLane): void {
    lostTimers.get(lane.index)?.close();
    if (!lane.now.mayReturn) return;
    lostTimers.set(
      lane.index,
      clock.after(lostSeconds * 1000, () => giveUp(lane)),
    );
  }

  function armTimeout(lane: SlotLane, sentAt: Date): void {
    const { timeoutSeconds } = lane.run;
    const left = sentAt.getTime() + timeoutSeconds * 1000 - clock.now().getTime();
    held.push(clock.after(Math.max(0, left), () => void timeOut(lane, timeoutSeconds)));
  }

  async function timeOut(lane: SlotLane, timeoutSeconds: number): Promise<void> {
    if (!isOpen(lane.now)) return;
    await lastLook(lane);
    giveUp(lane);
    const message = `Not finished after ${timeoutSeconds} s. The operation may still be running: check the sessions of the slot.`;
    if (isUnderWay(lane.now)) {
      await lane.record({ type: 'ENDED', outcome: { status: 'TIMED_OUT', message } });
    }
  }

  /** Reads the session once more: a pause of the server or a lost link is not a delay of the slot. */
  async function lastLook(lane: SlotLane): Promise<void> {
    const { address, run, signal } = lane;
    const within = (ms: number, event: Promise<void>) => Promise.race([event, clock.sleep(ms, signal)]);
    if (lane.slot?.awaited) {
      // The server was restarted: the slot may have returned, and its session may have ended, while it was down.
      await within(LINK_MS, untilHeard(lane));
      await within(
        LAST_LOOK_MS,
        lane.until((slot) => !isOpen(slot) || (slot.record !== null && slot.status !== 'LOST')),
      );
    }
    if (lane.now.record === null || lane.now.status === 'LOST') return;
    if (!connection.link.connected)
      await within(
        LINK_MS,
        connection.connected(signal).catch(() => {}),
      );
    await within(LAST_LOOK_MS, registry.pull(address, run.operation));
    // driveSlot has seen the end too, but may still need answers to determine the outcome. The record of the run has the
    // end, even if the slot already shows a newer session.
    if (lane.now.record?.session.status === 'done') {
      await within(
        LAST_LOOK_MS,
        lane.until((slot) => !isOpen(slot)),
      );
    }
  }

  return {
    open() {
      held.push(
        events.slots.listen(onSlot),
        events.sessions.listen(onSession),
        marks.changes.listen(onMarksOf),
      );
      for (const lane of lanes) {
        // The server was killed after the mark was stored, and before the event.
        if (isUnderWay(lane.now)) marks.resolve(lane.address, lane.run.id, Promise.resolve());
        if (lane.now.sentAt !== null && isOpen(lane.now)) armTimeout(lane, lane.now.sentAt);
        armLost(lane);
        // The run is taken from another server, and the slot has expired or returned before that.
        const { slot } = lane;
        if (slot && !slot.awaited) onSlot({ kind: slot.expired ? 'EXPIRED' : 'RETURNED', slot });
      }
    },
    keepMark(event, before, { id: runId, operation, slots }) {
      const lane = lanes.find(({ index }) => index === event.slot);
      const slot = slots[event.slot];
      if (!lane || !slot || slot.status === before.slots[event.slot]?.status) return null;
      const status = inDoubt(slot, event);
      if (status === null || (isResumed && isSimulationGone(slot, lane.slot))) return null;
      const sessionId = slot.record?.id ?? null;
      return marks.record(lane.address, { runId, operation, status, since: clock.now(), sessionId });
    },
    changed(lane, was, event, isStored) {
      removeMark(lane, was, event, isStored);
      if (lane.now.sentAt !== null && was.sentAt === null) armTimeout(lane, lane.now.sentAt);
      if (lane.now.mayReturn !== was.mayReturn) armLost(lane);
    },
    close() {
      for (const closable of [...held.splice(0), ...lostTimers.values()]) closable.close();
    },
  };
}

/** A simulated slot ends with its agent, and in the demo with the server. Nothing of it runs under another agent. */
function isSimulationGone({ status, mayReturn, agentStart }: RunSlot, slot: Slot | undefined): boolean {
  return status === 'LOST' && !mayReturn && slot?.simulated === true && slot.agentStart !== agentStart;
}

/** The status if the run leaves the slot before its end was seen, so that the operation may still run; else null. */
function inDoubt({ status }: RunSlot, event: RunEvent): UnresolvedOutcome['status'] | null {
  if (status === 'LOST' || status === 'TIMED_OUT') return status;
  return status === 'UNKNOWN' && event.type === 'ENDED' && event.outcome.mayStillAct === true ? status : null;
}
