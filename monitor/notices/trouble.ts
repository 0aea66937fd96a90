import type { Slot } from '../live/model.js';
import { nameOf } from '../live/model.js';

/** What has happened, the most urgent first. */
export const WHAT = [
  'expired',
  'outcome unknown',
  'failed',
  'overdue',
  'run failed',
  'not connected',
] as const;

/** Something that a notice reports. */
export interface Trouble {
  readonly what: (typeof WHAT)[number];
  /** The slot or the run. */
  readonly name: string;
  readonly message: string;
  /** The instance id of the slot. */
  readonly slot?: string;
  /** The id of the run, and the instance ids of its slots that did not succeed. */
  readonly run?: { readonly id: string; readonly slots: readonly string[] };
}

type Problem = Slot['problems'][number];

const BY_CODE: Partial<Record<Problem['code'], Trouble['what']>> = {
  SILENT: 'expired',
  OUTCOME_UNKNOWN: 'outcome unknown',
  LAST_OPERATION_FAILED: 'failed',
  STREAM_STOPPED_BY_ITSELF: 'failed',
  OVERDUE: 'overdue',
};

/** What has happened to a slot since `before`; also a second failure after a first one. */
export function newTroubles(before: Slot | undefined, slot: Slot): readonly Trouble[] {
  if (slot === before || slot.outOfService) return [];
  const known = new Set(before?.problems.map(keyOf));
  return slot.problems.flatMap((problem) => {
    const what = BY_CODE[problem.code];
    if (what === undefined || known.has(keyOf(problem))) return [];
    return { what, name: nameOf(slot), message: problem.message, slot: slot.instanceId };
  });
}

const keyOf = ({ id, since }: Problem) => `${id} ${since}`;
