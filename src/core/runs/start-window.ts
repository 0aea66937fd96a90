import { displayName } from '../slots/slot.js';
import { isOpen } from './run.js';
import type { RunEvent } from './run-events.js';
import type { RunTools, SlotLane } from './slot-lane.js';

/** What a window needs of the run whose slots it starts. */
export interface StartWindowOptions {
  readonly tools: RunTools;
  readonly lanes: readonly SlotLane[];
  readonly runId: string;
  /** So many slots at a time. */
  readonly places: number;
  readonly settleSeconds: number;
  readonly holdSeconds: number;
  /** Aborts when the run is over. */
  readonly signal: AbortSignal;
  readonly drive: (lane: SlotLane) => Promise<void>;
  readonly record: (event: RunEvent) => Promise<unknown>;
  /** Resolves at the next change of the run or of what is known of its slots. */
  readonly nextChange: () => Promise<void>;
  /** Ends every slot that waits for its turn. */
  readonly endPending: (message: string) => void;
}

/**
 * Starts so many slots at a time, and the next as soon as a place is free. A place becomes free when its slot is
 * known to be done, never by time alone: a slot that is LOST or TIMED_OUT may still act, and holds the whole run
 * until somebody knows better.
 */
export interface StartWindow {
  /** Resolves when every slot has had its turn, or the run is over. */
  run(): Promise<void>;
  /** The slot that holds the run no longer does. */
  resume(): void;
}

export function createStartWindow(options: StartWindowOptions): StartWindow {
  const { tools, lanes, runId, places, settleSeconds, holdSeconds, signal, record, nextChange } = options;
  const { clock, marks, logger } = tools;
  const turns = lanes.values();
  /** Slots that have had their turn, in this process or in one before it. */
  const begun = new Set<SlotLane>(lanes.filter(({ now }) => now.status !== 'PENDING'));
  const isResumed = begun.size > 0;

  const heldBy = () => lanes[0]?.run.heldBy ?? null;
  const isAnybodyWaiting = () => lanes.some((lane) => lane.now.status === 'PENDING' && !begun.has(lane));
  const holder = () => [...begun].find(isInDoubt) ?? null;

  /** The run gave up on the slot, or is about to, and nobody has seen its end or acknowledged it. */
  function isInDoubt({ address, now }: SlotLane): boolean {
    return !now.passed && marks.unresolved(address).some((outcome) => outcome.runId === runId);
  }

  function isPlaceFree(lane: SlotLane): boolean {
    return lane.now.passed || !(isOpen(lane.now) || isInDoubt(lane));
  }

  async function until(fits: () => boolean): Promise<void> {
    while (!fits() && !signal.aborted) await nextChange();
  }

  /** One place of the window: the places share the turns, so that each takes the next slot that waits. */
  async function fillPlace(): Promise<void> {
    let isFirst = true;
    for (const lane of turns) {
      if (!isOpen(lane.now)) continue;
      // The place that this one takes may have become free just before a restart.
      if (isFirst && isResumed && lane.now.status === 'PENDING') await settle();
      isFirst = false;
      begun.add(lane);
      void options.drive(lane);
      await until(() => isPlaceFree(lane));
      await settle();
      if (signal.aborted) return;
    }
  }

  function hold({ index, slot, now }: SlotLane) {
    const name = slot ? displayName(slot) : now.instanceId;
    logger.warn({ run: runId, slot: name, status: now.status }, 'a run is held: is the slot done?');
    void record({ type: 'HELD', slot: index, at: clock.now() });
    return clock.after(holdSeconds * 1000, () => {
      options.endPending(
        `Not started: ${name} was ${now.status}, and within ${holdSeconds} s nobody acknowledged that or let the run go on.`,
      );
    });
  }

  /** Between a place becoming free and the next start. */
  async function settle(): Promise<void> {
    await clock.sleep(settleSeconds * 1000, signal);
    await until(() => holder() === null);
  }

  /** Holds the run for one slot at a time, while others wait for their turn. */
  async function keepHolds(): Promise<void> {
    while (isAnybodyWaiting() && !signal.aborted) {
      const lane = holder();
      if (!lane) {
        // Of a run that goes on after a restart the slot that held it may be known by now.
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

  return {
    async run() {
      const filling = Array.from({ length: Math.min(places, lanes.length) }, fillPlace);
      await Promise.all([...filling, keepHolds()]);
    },
    resume() {
      const index = heldBy();
      if (index !== null) void record({ type: 'PASSED', slot: index, at: clock.now() });
    },
  };
}
