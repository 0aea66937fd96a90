import { useMonitor } from '../context/context.js';
import type { Run } from '../live/model.js';
import { useStore } from '../shared/store.js';
import { type SlotReading, wentWrong } from '../states/slot-state.js';
import { isUnchecked } from '../states/unchecked.js';
import { changeable, WHY_NOT } from './change-runs.js';
import { runningOn } from './running.js';

/** What can be done with chosen slots, in the order of the bar, with the words of its button. */
export const LABELS = {
  stop: 'Stop…',
  abort: 'Abort…',
  pause: 'Pause…',
  resume: 'Resume…',
  cancel: 'Cancel…',
  retry: 'Retry failed…',
  acknowledge: 'Acknowledge…',
  'out of service': 'Out of service…',
  'in service': 'In service…',
} as const;
export type ActionName = keyof typeof LABELS;

/** Actions that need the role of an administrator; the others need that of an operator. */
export const FOR_ADMINISTRATORS: readonly ActionName[] = ['out of service', 'in service'];

/** The chosen slots that an action goes to, and the open runs that command one of them. */
export interface Targets {
  readonly unchecked: readonly SlotReading[];
  readonly inService: readonly SlotReading[];
  readonly outOfService: readonly SlotReading[];
  readonly runs: readonly Run[];
}

export function targetsOf(chosen: readonly SlotReading[], open: readonly Run[]): Targets {
  const ids = new Set(chosen.map(({ slot }) => slot.instanceId));
  return {
    unchecked: chosen.filter(({ slot }) => isUnchecked(slot)),
    inService: chosen.filter(({ slot }) => slot.outOfService === null),
    outOfService: chosen.filter(({ slot }) => slot.outOfService !== null),
    runs: open.filter(
      ({ action, slots }) => action === 'RUN' && slots.some(({ instanceId }) => ids.has(instanceId)),
    ),
  };
}

/** Why an action cannot be done with the chosen slots now; null where it can. */
export function reasonsAgainst(
  chosen: readonly SlotReading[],
  { unchecked, inService, outOfService, runs }: Targets,
): Readonly<Record<ActionName, string | null>> {
  const unless = (isPossible: boolean, why: string) => (isPossible ? null : why);
  const ofRuns = (change: 'pause' | 'resume' | 'cancel') =>
    unless(
      changeable(change, runs).length > 0,
      runs.length === 0 ? 'No open run of this server commands these slots.' : WHY_NOT[change],
    );
  const hasFailed = chosen.some(({ outcome, slot }) => wentWrong(outcome) || slot.problems.length > 0);
  return {
    // Always: what the page knows can be out of date.
    stop: null,
    abort: unless(runningOn(chosen).size > 0, 'Nothing runs on these slots.'),
    pause: ofRuns('pause'),
    resume: ofRuns('resume'),
    cancel: ofRuns('cancel'),
    retry: unless(hasFailed, 'The last operation of these slots did not fail.'),
    acknowledge: unless(unchecked.length > 0, 'No outcome of these slots is unknown.'),
    'out of service': unless(inService.length > 0, 'These slots are out of service.'),
    'in service': unless(outOfService.length > 0, 'These slots are in service.'),
  };
}

/** The targets of the actions on chosen slots, as they are now. */
export function useTargets(chosen: readonly SlotReading[]): Targets {
  const { live } = useMonitor();
  return targetsOf(chosen, useStore(live.open));
}
