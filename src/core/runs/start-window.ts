import { displayName } from '../slots/slot.js';
import { isOpen } from './run.js';
import type { RunEvent } from './run-events.js';
import { counted } from './run-summary.js';
import type { RunTools, SlotLane } from './slot-lane.js';

/** The parts of a run that its start window needs. */
export interface StartWindowOptions {
  readonly tools: RunTools;
  readonly lanes: readonly SlotLane[];
  readonly runId: string;
  /** Number of slots that run at the same time. */
  readonly places: number;
  /** The sizes of the batches; null for one batch. */
  readonly batches: readonly number[] | null;
  /** If more slots than this did not succeed, no further slot starts; null for no limit. */
  readonly maxErrors: number | null;
  readonly settleSeconds: number;
  readonly holdSeconds: number;
  /** Aborts when the run is over. */
  readonly signal: AbortSignal;
  readonly drive: (lane: SlotLane) => Promise<void>;
  /** Resolves when the event is stored, with false if the store has failed. */
  readonly record: (event: RunEvent) => Promise<boolean>;
  /** Resolves at the next change of the run, or of the marks of its slots. */
  readonly nextChange: () => Promise<void>;
  /** Ends every slot that still waits for its turn. */
  readonly endPending: (message: string) => void;
}

/**
 * Limits how many slots run at the same time, and starts the next slot when a place becomes free. A place becomes free
 * when its slot is known to have ended, not by time alone: a slot that is LOST or TIMED_OUT may still act, and holds
 * the whole run until its outcome is known or a user continues the run.
 *
 * With batches, the slots of the next batch start when every place of the one before is free. A process that is ready
 * has done its part there, and goes on.
 */
export interface StartWindow {
  /** Resolves when every slot has had its turn, or the run is over. */
  run(): Promise<void>;
  /** Starts no further slot until {@link resume}. Does nothing if no slot waits for its turn. */
  pause(): Promise<boolean>;
  /**
   * Continues a paused run, and ignores the slot that holds the run. Both resolve when that is stored, with false if
   * the store has failed.
   */
  resume(): Promise<boolean>;
}

export function createStartWindow(options: StartWindowOptions): StartWindow {
  const { tools, lanes, runId, places, maxErrors, settleSeconds, holdSeconds, signal, record, nextChange } =
    options;
  const { clock, marks, logger } = tools;
  const batches = split(lanes, options.batches ?? [lanes.length]);
  /** Slots that have had their turn, in this process or in an earlier one. */
  const begun = new Set<SlotLane>();

  const heldBy = () => lanes[0]?.run.heldBy ?? null;
  const isPaused = () => (lanes[0]?.run.pausedAt ?? null) !== null;
  const isPending = ({ now }: SlotLane) => now.status === 'PENDING';
  const isAnybodyWaiting = () => lanes.some((lane) => isPending(lane) && !begun.has(lane));
  const holder = () => [...begun].find(isInDoubt) ?? null;

  /** The run gave up on the slot, or is about to, and its outcome is neither known nor acknowledged. */
  function isInDoubt({ address, now }: SlotLane): boolean {
    return !now.passed && marks.unresolved(address).some((outcome) => outcome.runId === runId);
  }

  function isPlaceFree(lane: SlotLane): boolean {
    if (lane.now.passed || (options.batches !== null && lane.now.status === 'READY')) return true;
    return !(isOpen(lane.now) || isInDoubt(lane));
  }

  async function until(fits: () => boolean): Promise<void> {
    while (!fits() && !signal.aborted) await nextChange();
  }

  async function fillBatches(): Promise<void> {
    const isResumed = begun.size > 0;
    const first = batches.find((batch) => batch.some(({ now }) => isOpen(now)));
    for (const batch of batches) {
      const turns = batch.values();
      const isAfterRestart = isResumed && batch === first;
      const filling = Array.from({ length: Math.min(places, batch.length) }, () =>
        fillPlace(turns, isAfterRestart),
      );
      await Promise.all(filling);
      if (signal.aborted) return;
    }
  }

  /** Runs one place of the window. All places share one iterator, so each takes the next waiting slot. */
  async function fillPlace(turns: Iterable<SlotLane>, isAfterRestart: boolean): Promise<void> {
    let isFirst = isAfterRestart;
    for (const lane of turns) {
      if (!isOpen(lane.now)) continue;
      // The place may have become free just before a restart.
      if (isFirst && isPending(lane)) await settle();
      else if (isPaused() && isPending(lane)) await clearance();
      isFirst = false;
      if (!isOpen(lane.now)) continue;
      begun.add(lane);
      void options.drive(lane);
      await until(() => isPlaceFree(lane));
      await settle();
      if (signal.aborted) return;
    }
  }

  function hold({ index, slot, now }: SlotLane) {
    const name = slot ? displayName(slot) : now.instanceId;
    logger.warn({ slot: name, status: now.status }, 'a run is held: the outcome of this slot is unknown');
    void record({ type: 'HELD', slot: index, at: clock.now() });
    return clock.after(holdSeconds * 1000, () => {
      options.endPending(
        `Not started: ${name} was ${now.status}, and nobody acknowledged it or resumed the run within ${holdSeconds} s.`,
      );
    });
  }

  /** Waits between the end of one slot and the next start. */
  async function settle(): Promise<void> {
    await clock.sleep(settleSeconds * 1000, signal);
    await clearance();
  }

  /** Waits until the run is neither held nor paused. */
  async function clearance(): Promise<void> {
    await until(() => holder() === null && !isPaused());
  }

  /** Ends the waiting slots when too many others did not succeed. */
  async function keepLimit(): Promise<void> {
    if (maxErrors === null) return;
    const errors = () => lanes.filter(({ now }) => !isOpen(now) && now.status !== 'SUCCEEDED').length;
    await until(() => errors() > maxErrors || !lanes.some(isPending));
    if (signal.aborted || errors() <= maxErrors) return;
    options.endPending(
      `Not started: ${counted(errors())} did not succeed, and this run allows ${maxErrors}.`,
    );
  }

  /** Holds the run for one slot at a time, while others wait for their turn. */
  async function keepHolds(): Promise<void> {
    while (isAnybodyWaiting() && !signal.aborted) {
      const lane = holder();
      if (!lane) {
        // After a restart, the outcome of the slot that held the run may already be known.
        if (heldBy() !== null) void record({ type: 'RELEASED', at: clock.now() });
        await nextChange();
        continue;
      }
      const timer = hold(lane);
      await until(() => !isInDoubt(lane) || !isAnybodyWaiting());
      timer.close();
      if (heldBy() !== null) void record({ type: 'RELEASED', at: clock.now() });
    }
  }

  /** Ends a pause when no slot waits any more, as after a cancel: nothing is left to resume. */
  async function endPause(): Promise<void> {
    await until(() => !lanes.some(isPending));
    if (isPaused() && !signal.aborted) void record({ type: 'UNPAUSED', at: clock.now() });
  }

  return {
    async run() {
      for (const lane of lanes) if (!isPending(lane)) begun.add(lane);
      await Promise.all([fillBatches(), keepHolds(), keepLimit(), endPause()]);
    },
    async pause() {
      return !lanes.some(isPending) || (await record({ type: 'PAUSED', at: clock.now() }));
    },
    async resume() {
      const index = heldBy();
      const unpaused = isPaused() ? record({ type: 'UNPAUSED', at: clock.now() }) : true;
      const passed = index === null ? true : record({ type: 'PASSED', slot: index, at: clock.now() });
      return (await unpaused) && (await passed);
    },
  };
}

/** The lanes in batches of these sizes. */
function split(lanes: readonly SlotLane[], sizes: readonly number[]): SlotLane[][] {
  let begin = 0;
  return sizes.map((size) => {
    begin += size;
    return lanes.slice(begin - size, begin);
  });
}
