import type { Run } from '../live/model.js';
import { problemsNow, stillFailed } from '../runs/open-failure.js';
import type { RunLine } from '../runs/run-list.js';
import { mishapsOf, namesText, stageOf, titleOf } from '../runs/run-words.js';
import { STATUS_WORDS } from '../states/outcome-words.js';
import { requesterText } from '../states/requester.js';
import {
  FAILURES,
  failedStateOf,
  hasFailed,
  type SlotReading,
  type SlotState,
  URGENCY,
} from '../states/slot-state.js';
import { WORDS } from '../states/words.js';

/** The most lines of one kind. More are no hand-over: they are read in the list of runs. */
export const MOST_LINES = 40;

/** Something that the next shift must know, in one line. */
export interface Line {
  readonly key: string;
  /** The slot or the operation that it is about. */
  readonly name: string;
  readonly text: string;
  /** When it began, in ISO 8601. */
  readonly since: string;
  readonly slot?: string;
  readonly run?: string;
  /** The state of a slot, for its sign. */
  readonly state?: SlotState;
  /** True if it still needs attention. */
  readonly isOpen?: boolean;
}

/** Slots whose last outcome is bad, or unknown and not acknowledged. */
export function notAcknowledged(readings: readonly SlotReading[]): readonly Line[] {
  return readings
    .filter(({ state }) => state !== 'outOfService')
    .flatMap(({ slot, name }) =>
      slot.problems
        .filter(({ code }) => FAILURES.includes(code))
        .map(({ id, outcome, message, since }) => ({
          ...{ key: id, name, text: message, since, slot: slot.instanceId },
          ...{ state: failedStateOf({ outcome }), isOpen: true },
        })),
    );
}

/** Slots that are in trouble now, other than by a failed operation. */
export function inTrouble(readings: readonly SlotReading[]): readonly Line[] {
  return readings
    .filter((reading) => URGENCY[reading.state] !== 'none' && !hasFailed(reading))
    .map(({ slot, name, state, reason, since }) => ({
      ...{ key: slot.id, name, state, slot: slot.instanceId, isOpen: true },
      ...{ text: `${WORDS[state]}: ${reason}`, since: since ?? slot.lastRefresh },
    }));
}

/** Slots that people have taken out of service, with who and why. */
export function outOfService(readings: readonly SlotReading[]): readonly Line[] {
  return readings.flatMap(({ slot, name }) => {
    if (!slot.outOfService) return [];
    const { since, by, reason } = slot.outOfService;
    const text = by === null ? reason : `${reason} (${by})`;
    return [{ key: slot.id, name, text, since, slot: slot.instanceId, state: 'outOfService' as const }];
  });
}

/** Each reason for which slots did not succeed in a run, newest run first. */
export function failures(runs: readonly RunLine[], readings: readonly SlotReading[]): readonly Line[] {
  const problems = problemsNow(readings);
  return runs.flatMap((run) => {
    const open = new Set(stillFailed(run, problems));
    return mishapsOf(run).map(({ status, reason, slots }) => {
      const isOpen = slots.some((slot) => open.has(slot));
      const why = reason === null ? '' : `: ${reason}`;
      return {
        ...{ key: `${run.id} ${status} ${reason}`, name: titleOf(run), run: run.id, isOpen },
        ...{ text: `${STATUS_WORDS[status]} on ${namesText(slots)}${why}`, since: run.startTime },
      };
    });
  });
}

/** The runs that are open now, also those that began before the shift. */
export function openRuns(runs: readonly Run[]): readonly Line[] {
  return runs.map((run) => ({
    ...{ key: run.id, name: titleOf(run), run: run.id, since: run.startTime },
    text: `${namesText(run.slots)}: ${stageOf(run)}${run.overdue ? ', overdue' : ''}`,
  }));
}

/** What people wrote to the runs. */
export function notes(runs: readonly RunLine[]): readonly Line[] {
  return runs
    .filter(({ note, labels }) => note !== null || labels.length > 0)
    .map((run) => {
      const labels = run.labels.length === 0 ? '' : `[${run.labels.join(', ')}]`;
      const who = requesterText(run);
      const by = who === null ? '' : `(${who})`;
      const text = [run.note, labels, by].filter(Boolean).join(' ');
      return { key: run.id, name: titleOf(run), text, since: run.startTime, run: run.id };
    });
}
