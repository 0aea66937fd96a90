import { useIsLive } from '../context/use-is-live.js';
import { counted } from '../shared/counted.js';
import type { SlotReading } from '../states/slot-state.js';
import { StopDialog } from '../stop-all/stop-dialog.js';
import { AbortTask } from './abort-task.js';
import type { ActionName, Targets } from './applicable.js';
import { ChangeRuns, changeable } from './change-runs.js';
import { MarkSlots } from './mark-slots.js';
import { RetryChosen } from './retry-chosen.js';

export interface AskedProps {
  readonly name: ActionName;
  readonly chosen: readonly SlotReading[];
  readonly targets: Targets;
  readonly onClose: () => void;
}

/** The question of an action on chosen slots. */
export function Asked({ name, chosen, targets, onClose }: AskedProps) {
  const isLive = useIsLive();
  switch (name) {
    case 'stop':
      return (
        <StopDialog
          title={`Stop everything on ${counted(chosen.length, 'slot')}?`}
          answer={`Stop ${counted(chosen.length, 'slot')}`}
          readings={chosen}
          canSend={isLive}
          onClose={onClose}
        />
      );
    case 'abort':
      return <AbortTask readings={chosen} onClose={onClose} />;
    case 'retry':
      return <RetryChosen onClose={onClose} />;
    case 'pause':
    case 'resume':
    case 'cancel':
      return <ChangeRuns change={name} runs={changeable(name, targets.runs)} onClose={onClose} />;
    default:
      return <MarkSlots mark={name} slots={slotsOf(name, targets)} onClose={onClose} />;
  }
}

function slotsOf(mark: 'acknowledge' | 'out of service' | 'in service', targets: Targets) {
  const { unchecked, inService, outOfService } = targets;
  const readings = mark === 'acknowledge' ? unchecked : mark === 'in service' ? outOfService : inService;
  return readings.map(({ slot }) => slot);
}
