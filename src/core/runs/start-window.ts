import { displayName } from '../slots/slot.js';
import { isOpen } from './run.js';
import type { RunEvent } from './run-events.js';
import type { RunTools, SlotLane } from './slot-lane.js';

/** The parts of a run that its start window needs. */
export interface StartWindowOptions {
  readonly tools: RunTools;
  readonly lanes: readonly SlotLane[];
  readonly runId: string;
  /** Number of slots that run at the same time. */
  readonly places: number;
  readonly settleSeconds: number;
  readonly holdSeconds: number;
  /** Aborts when the run is over. */
  readonly signal: AbortSignal;
  readonly drive: (lane: SlotLane) => Promise<void>;
  readonly record: (event: RunEvent) => Promise<void>;
  /** Resolves at the next change of the run, or of the marks of its slots. */
  readonly nextChange: () => Promise<void>;
  /** Ends every slot that still waits for its turn. */
  readonly endPending: (message: string) => void;
}

/**
 * Limits how many slots run at the same time, and starts the next slot when a place becomes free. A place becomes free
 * when its slot is known to have ended, not by time alone: a slot that is LOST or TIMED_OUT may still act, and holds
 * the whole run until its outcome is known or a user continues the run.
 */
export interface StartWindow {
  /** Resolves when every slot has had its turn, or the run is over. */
  run(): Promise<void>;
  /** Ignores the slot that holds the run. */
  resume(): void;
}

export function createStartWindow(options: StartWindowOptions): StartWindow {
  const { tools, lanes, runId, places, settleSeconds, holdSeconds, signal, record, nextChange } = options;
  const { clock, marks, logger } = tools;
  const turns = lanes.values();
  const begun = new Set<SlotLane>();
  /** Slots that no longer hold the run, although their outcome is unknown: a user has resumed the run. */
  const passed = new Set<number>();

  const heldBy = () => lanes[0]?.run.heldBy ?? null;
  const isAnybodyWaiting = () => lanes.some((lane) => lane.now.status === 'PENDING' && !begun.has(lane));
  const holder = () => [...begun].find(isInDoubt) ?? null;

  /** The run gave up on the slot, or is about to, and its outcome is neither known nor acknowledged. */
  function isInDoubt({ address, index }: SlotLane): boolean {
    return !passed.has(index) && marks.unresolved(address).some((outcome) => outcome.runId === runId);
  }

  function isPlaceFree(lane: SlotLane): boolean {
    return passed.has(lane.index) || !(isOpen(lane.now) || isInDoubt(lane));
  }

  async function until(fits: () => boolean): Promise<void> {
    while (!fits() && !signal.aborted) await nextChange();
  }

  /** Runs one place of the window. All places share one iterator, so each takes the next waiting slot. */
  async function fillPlace(): Promise<void> {
    for (const lane of turns) {
      if (!isOpen(lane.now)) continue;
      begun.add(lane);
      void options.drive(lane);
      await until(() => isPlaceFree(lane));
      await clock.sleep(settleSeconds * 1000, signal);
      await until(() => holder() === null);
      if (signal.aborted) return;
    }
  }

  function hold({ index, slot, now }: SlotLane) {
    const name = slot ? displayName(slot) : now.instanceId;
    logger.warn(
      { run: runId, slot: name, status: now.status },
      'a run is held: the outcome of this slot is unknown',
    );
    void record({ type: 'HELD', slot: index, at: clock.now() });
    return clock.after(holdSeconds * 1000, () => {
      options.endPending(
        `Not started: ${name} was ${now.status}, and nobody acknowledged it or resumed the run within ${holdSeconds} s.`,
      );
    });
  }

  /** Holds the run for one slot at a time, while others wait for their turn. */
  async function keepHolds(): Promise<void> {
    while (isAnybodyWaiting() && !signal.aborted) {
      const lane = holder();
      if (!lane) {
        await nextChange();
        continue;
      }
      const timer = hold(lane);
      await until(() => !isInDoubt(lane) || !isAnybodyWaiting());
      timer.close();
      if (heldBy() !== null) void record({ type: 'RELEASED', at: clock.now() });
    }
  }

  return {
    async run() {
      const filling = Array.from({ length: Math.min(places, lanes.length) }, fillPlace);
      await Promise.all([...filling, keepHolds()]);
    },
    resume() {
      const index = heldBy();
      if (index !== null) passed.add(index);
    },
  };
}
