import type { Closable } from '../../lib/topic.js';
import { displayName } from '../slots/slot.js';
import { isOpen } from './run.js';
import type { RunEvent } from './run-events.js';
import type { RunTools, SlotLane } from './slot-lane.js';

/** What a series needs of the run that it is the order of. */
export interface SeriesOptions {
  readonly tools: RunTools;
  readonly lanes: readonly SlotLane[];
  readonly runId: string;
  readonly settleSeconds: number;
  readonly holdSeconds: number;
  /** Aborts when the run is over. */
  readonly signal: AbortSignal;
  readonly drive: (lane: SlotLane) => Promise<void>;
  readonly record: (event: RunEvent) => Promise<void>;
  /** Resolves at the next change of the run or of what is known of its slots. */
  readonly nextChange: () => Promise<void>;
  /** Ends every slot that waits for its turn. */
  readonly endPending: (message: string) => void;
}

/**
 * Starts one slot after the other. A slot's place is free when the slot is known to be done, never by time alone:
 * a slot that is LOST or TIMED_OUT may still act, and holds the run until somebody knows better.
 */
export interface Series {
  /** Resolves when every slot has had its turn. */
  run(): Promise<void>;
  /** The slot that holds the run no longer does. */
  resume(): void;
}

export function createSeries(options: SeriesOptions): Series {
  const { tools, lanes, runId, holdSeconds, signal, record } = options;
  const { clock, marks, logger } = tools;
  /** Slots that people let pass without knowing what became of them. */
  const passed = new Set<number>();

  const heldBy = () => lanes[0]?.run.heldBy ?? null;
  const isAnybodyPending = () => lanes.some(({ now }) => now.status === 'PENDING');

  function isInDoubt({ now, address }: SlotLane): boolean {
    if (now.status === 'LOST') return true;
    return !isOpen(now) && marks.unresolved(address).some((outcome) => outcome.runId === runId);
  }

  function isPlaceFree(lane: SlotLane): boolean {
    if (passed.has(lane.index)) return true;
    return isInDoubt(lane) ? !isAnybodyPending() : !isOpen(lane.now);
  }

  async function untilPlaceIsFree(lane: SlotLane): Promise<void> {
    let timer: Closable | null = null;
    while (!isPlaceFree(lane) && !signal.aborted) {
      if (isInDoubt(lane)) timer ??= hold(lane);
      else timer = release(timer);
      await options.nextChange();
    }
    release(timer);
  }

  function hold({ index, slot, now }: SlotLane): Closable {
    const name = slot ? displayName(slot) : now.instanceId;
    logger.warn({ run: runId, slot: name, status: now.status }, 'a run is held: is the slot done?');
    void record({ type: 'HELD', slot: index, at: clock.now() });
    return clock.after(holdSeconds * 1000, () => {
      options.endPending(
        `Not started: ${name} was ${now.status}, and within ${holdSeconds} s nobody acknowledged that or let the run go on.`,
      );
    });
  }

  function release(timer: Closable | null): null {
    timer?.close();
    if (heldBy() !== null) void record({ type: 'RELEASED', at: clock.now() });
    return null;
  }

  return {
    async run() {
      for (const [turn, lane] of lanes.entries()) {
        if (lane.now.status !== 'PENDING') continue;
        if (turn > 0) await clock.sleep(options.settleSeconds * 1000, signal);
        if (signal.aborted) return;
        void options.drive(lane);
        await untilPlaceIsFree(lane);
      }
    },
    resume() {
      const index = heldBy();
      if (index !== null) passed.add(index);
    },
  };
}
