import type { Run } from '../live/model.js';
import { StatusSign } from '../states/outcome.js';
import { Sign } from '../states/sign.js';
import { runStateOf } from './run-state.js';

/** The shape of the state of a run. It stands beside the word, so screen readers skip it. */
export function RunSign({ run }: { readonly run: Pick<Run, 'status' | 'overdue' | 'slots'> }) {
  const state = runStateOf(run);
  return state === 'OVERDUE' ? <Sign state="overdue" /> : <StatusSign status={state} />;
}
