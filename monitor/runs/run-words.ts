import type { Run } from '../live/model.js';
import { nameOf } from '../live/model.js';
import { LOOKS } from './outcome-words.js';

/** What a run does, such as `take_noise` or `stop stream`. */
export function titleOf({ action, operation }: Pick<Run, 'action' | 'operation'>): string {
  return action === 'RUN' ? operation : `${action.toLowerCase()} ${operation}`;
}

/** How far an open run is, such as `3 of 16 ended`. */
export function stageOf(run: Pick<Run, 'pausedAt' | 'heldBy' | 'slots'>): string {
  if (run.pausedAt !== null) return 'paused';
  if (run.heldBy !== null) return `held by ${nameOf(run.heldBy)}`;
  const over = run.slots.filter(({ status }) => ['done', 'bad'].includes(LOOKS[status])).length;
  return `${over} of ${run.slots.length} ended`;
}
