import type { Closable } from '../../lib/topic.js';
import type { SessionEvent, SlotEvent } from '../slots/slot-events.js';
import { isOpen, isUnderWay, type RunSlot } from './run.js';
import type { RunEvent } from './run-events.js';
import type { RunTools, SlotLane } from './slot-lane.js';

/** So long a slot whose time is over is given to report an end that we were too busy, or asleep, to see. */
const LAST_LOOK_MS = 2000;
/** And so long the link to come back for that look. */
const LINK_MS = 60_000;

export interface LaneWatchOptions {
  readonly tools: RunTools;
  readonly lanes: readonly SlotLane[];
  readonly record: (event: RunEvent) => Promise<boolean>;
  readonly lostSeconds: number;
  /** The run was begun by a process before this one. */
  readonly isResumed: boolean;
  /** Called when what is known of the outcomes on one of the slots has changed. */
  readonly onMarks: () => void;
}

/**
 * Sees what happens to the slots of a run from outside: silence and return, news of their sessions, time that is
 * over, people who acknowledge. And keeps in mind the slots that the run leaves in doubt.
 */
export interface LaneWatch extends Closable {
  open(): void;
  /** A slot's part of the run has changed. */
  changed(lane: SlotLane, was: RunSlot, event: RunEvent): void;
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
      const message = `No heartbeat since ${slot.lastRefresh.toISOString()}: nobody knows what the slot does.`;
      void lane.record({ type: 'LOST', message, mayReturn: true });
    }
    // Under another agent its session is lost, which its driver finds out.
    const isSameAgent = agentStart === null || agentStart === slot.agentStart;
    if (kind === 'RETURNED' && status === 'LOST' && isSameAgent) void lane.record({ type: 'RETURNED' });
  }

  function onSession({ slot, record: seen }: SessionEvent): void {
    const lane = laneAt(slot.address);
    if (!lane || lane.now.record?.id !== seen.id) return;
    const ready = profile.isReady(seen.session);
    void record({ type: 'SESSION_SEEN', slot: lane.index, at: clock.now(), record: seen, ready });
  }

  /** Somebody has looked at a slot that is LOST: nobody needs to wait for its return any more. */
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

  /** A slot that the run leaves before its end was seen may still act. */
  function keepMarks(lane: SlotLane, was: RunSlot, event: RunEvent): void {
    const { run, address, now } = lane;
    const { status } = now;
    if (status === was.status) return;
    const isUnknown = event.type === 'ENDED' && status === 'UNKNOWN' && event.outcome.mayStillAct === true;
    if (isResumed && isSimulationGone(lane)) return;
    if (status === 'LOST' || status === 'TIMED_OUT' || (isUnknown && status === 'UNKNOWN')) {
      const { id: runId, operation } = run;
      const sessionId = now.record?.id ?? null;
      marks.record(address, { runId, operation, status, since: clock.now(), sessionId });
    } else if (was.status === 'LOST') {
      marks.resolve(address, run.id);
    }
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
    const message = `Not finished after ${timeoutSeconds} s. The slot may still act: look at its sessions.`;
    if (isUnderWay(lane.now)) {
      await lane.record({ type: 'ENDED', outcome: { status: 'TIMED_OUT', message } });
    }
  }

  /** Our own pause, or a link that is down, is not the slot's delay. */
  async function lastLook(lane: SlotLane): Promise<void> {
    const { address, now, run, signal } = lane;
    if (now.record === null || now.status === 'LOST') return;
    const within = (ms: number, event: Promise<void>) => Promise.race([event, clock.sleep(ms, signal)]);
    if (!connection.link.connected)
      await within(
        LINK_MS,
        connection.connected(signal).catch(() => {}),
      );
    await within(LAST_LOOK_MS, registry.pull(address, run.operation));
    const seen = registry.byAddress(address)?.sessions.get(run.operation);
    // Its driver has seen the end too, and may have to ask what it means.
    if (seen?.id === now.record.id && seen.session.status === 'done') {
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
        if (lane.now.sentAt !== null && isOpen(lane.now)) armTimeout(lane, lane.now.sentAt);
        armLost(lane);
      }
    },
    changed(lane, was, event) {
      keepMarks(lane, was, event);
      if (lane.now.sentAt !== null && was.sentAt === null) armTimeout(lane, lane.now.sentAt);
      if (lane.now.mayReturn !== was.mayReturn) armLost(lane);
    },
    close() {
      for (const closable of [...held.splice(0), ...lostTimers.values()]) closable.close();
    },
  };
}

/** A simulated slot ends with its agent, and that of the demo with us: under another one nothing of it acts. */
function isSimulationGone({ now, slot }: SlotLane): boolean {
  return (
    now.status === 'LOST' && !now.mayReturn && slot?.simulated === true && slot.agentStart !== now.agentStart
  );
}
