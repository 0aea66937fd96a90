import type { Run } from '../live/model.js';
import { problemsNow, stillFailed } from '../runs/open-failure.js';
import { FAILURES } from '../states/slot-state.js';
import type { Need } from './group-needs.js';

/** The runs that left slots in trouble. */
export interface FailedRuns {
  /** Also those that the page has not read, or that are open. */
  readonly ids: readonly string[];
  /** Those that can be retried. */
  readonly ended: readonly Run[];
}

/** @param runs the runs that the page knows */
export function failedRunsOf(need: Need, runs: readonly Run[]): FailedRuns {
  const problems = problemsNow(need);
  const known = runs.filter((run) => run.action === 'RUN' && stillFailed(run, problems).length > 0);
  const named = need.flatMap(({ slot }) =>
    slot.problems.flatMap(({ code, runId }) => (FAILURES.includes(code) && runId !== null ? runId : [])),
  );
  return {
    ids: [...new Set([...named, ...known.map(({ id }) => id)])],
    ended: known.filter(({ endTime }) => endTime !== null),
  };
}
