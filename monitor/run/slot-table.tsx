import { useCallback } from 'react';
import { setParams } from '../location/location.js';
import { failedFirst, type RunProgress } from '../runs/run-model.js';
import { useNow } from '../shared/ticking.js';
import { RunSlotRow } from './run-slot-row.js';
import { exactDuration, isRunning, type Scale, scaleOf, tickText } from './timeline.js';
import type { SlotDetails } from './use-details.js';
import type { Message } from './use-messages.js';

export interface SlotTableProps {
  readonly run: RunProgress;
  /** The slots whose details are shown, by instance id. */
  readonly unfolded: ReadonlySet<string>;
  /** By the id of the slot in the run, as the messages. */
  readonly details: ReadonlyMap<string, SlotDetails>;
  readonly messages: ReadonlyMap<string, readonly Message[]>;
}

/** The slots of a run over time: when each started and ended, and why it failed. Failed slots come first. */
export function SlotTable({ run, unfolded, details, messages }: SlotTableProps) {
  const { from, length, ticks, skew } = useScale(run);
  const unfold = useCallback(
    (instanceId: string) => {
      const next = new Set(unfolded);
      if (!next.delete(instanceId)) next.add(instanceId);
      setParams({ unfold: [...next].join() });
    },
    [unfolded],
  );
  return (
    <table className="timeline">
      <thead>
        <tr>
          <th scope="col">State</th>
          <th scope="col">Slot</th>
          <th scope="col" className="wide">
            Start after the first{skew > 0 && `, 0 to ${exactDuration(skew)}`}
          </th>
          <th scope="col" className="wide">
            <span className="hidden">Time since the first start</span>
            <Axis ticks={ticks} length={length} />
          </th>
          <th scope="col" className="number">
            Took
          </th>
        </tr>
      </thead>
      {failedFirst(run.slots).map((slot) => (
        <RunSlotRow
          key={slot.id}
          {...{ slot, from, length, skew }}
          isUnfolded={unfolded.has(slot.instanceId)}
          details={details.get(slot.id)}
          messages={messages.get(slot.id)}
          runParams={run.params}
          onUnfold={unfold}
        />
      ))}
    </table>
  );
}

/** The scale, with the present time as long as a slot runs. */
function useScale(run: RunProgress): Scale {
  const now = useNow();
  return scaleOf(run, run.slots.some(({ status }) => isRunning(status)) ? now : 0);
}

function Axis({ ticks, length }: Pick<Scale, 'ticks' | 'length'>) {
  return (
    <span className="axis" aria-hidden="true">
      {ticks.map((tick) => (
        <span key={tick} style={{ left: `${(tick / length) * 100}%` }}>
          {tickText(tick, length)}
        </span>
      ))}
    </span>
  );
}
