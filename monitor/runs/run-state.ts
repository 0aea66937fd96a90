import type { Run, RunSlot } from '../live/model.js';
import { LOOKS, STATUS_WORDS } from '../states/outcome-words.js';

/** The state of a run, as one of its slots; `OVERDUE` is none of theirs. */
export type RunState = RunSlot['status'] | 'OVERDUE';

/** The one state in which a run is shown: how it is as a whole, or the trouble that all its bad slots share. */
export function runStateOf(run: Pick<Run, 'status' | 'overdue' | 'slots'>): RunState {
  const { status, slots } = run;
  if (status === 'SUCCEEDED' || status === 'CANCELLED') return status;
  if (status === 'RUNNING') {
    if (run.overdue) return 'OVERDUE';
    return ONGOING.find((one) => slots.some((slot) => slot.status === one)) ?? 'RUNNING';
  }
  const bad = new Set(slots.map((slot) => slot.status).filter((one) => LOOKS[one] === 'bad'));
  const [only] = bad;
  return bad.size === 1 && only ? only : 'FAILED';
}

/** What is shown of an open run, the first that a slot is in. */
const ONGOING = ['STOPPING', 'RUNNING', 'STARTING', 'READY', 'PENDING'] as const;

/** The word for the state of a run. */
export function runWord(run: Pick<Run, 'status' | 'overdue' | 'slots' | 'pausedAt' | 'heldBy'>) {
  if (run.status === 'RUNNING' && run.pausedAt !== null) return 'Paused';
  if (run.status === 'RUNNING' && run.heldBy !== null) return 'Held';
  const state = runStateOf(run);
  return state === 'OVERDUE' ? 'Overdue' : STATUS_WORDS[state];
}
