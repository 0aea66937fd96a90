import type { RunSlot } from '../live/model.js';
import { LOOKS } from '../states/outcome-words.js';
import type { SlotReading } from '../states/slot-state.js';

type Problem = SlotReading['slot']['problems'][number];

/** A run as far as its failures matter. */
export interface FailedRun {
  readonly id: string;
  readonly operation: string;
  readonly slots: readonly (RunSlot & { readonly endTime: string | null })[];
}

/** The problems that the slots have now, by instance id. A slot that is out of service needs no attention. */
export function problemsNow(readings: readonly SlotReading[]): ReadonlyMap<string, readonly Problem[]> {
  return new Map(
    readings
      .filter(({ slot, state }) => slot.problems.length > 0 && state !== 'outOfService')
      .map(({ slot }) => [slot.instanceId, slot.problems]),
  );
}

/**
 * The slots whose trouble comes from this run and still lasts: nobody has acknowledged an unknown outcome, or the
 * operation that failed is still the last one.
 */
export function stillFailed(run: FailedRun, problems: ReturnType<typeof problemsNow>): readonly RunSlot[] {
  return run.slots.filter((slot) => {
    if (LOOKS[slot.status] !== 'bad') return false;
    return problems.get(slot.instanceId)?.some(({ code, operation, runId, since }) => {
      if (operation !== run.operation) return false;
      // Other problems begin with the end of the session.
      return code === 'OUTCOME_UNKNOWN' ? runId === run.id : since === slot.endTime;
    });
  });
}
