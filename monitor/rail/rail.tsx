import './rail.css';
import { useMemo, useState, useSyncExternalStore } from 'react';
import { MarkSlots } from '../actions/mark-slots.js';
import { RetryRuns } from '../actions/retry-runs.js';
import { useMonitor, useSlotReadings } from '../context/context.js';
import { useIsTrue } from '../context/use-is-true.js';
import { goTo } from '../location/location.js';
import { useStore } from '../shared/store.js';
import { isUnchecked } from '../states/unchecked.js';
import { type Asked, Needs } from './needs.js';
import { EndedRuns, OpenRuns } from './runs.js';

/** Beside each view: the slots that need attention, the open runs, and the runs that ended last. */
export function Rail() {
  const { live } = useMonitor();
  const readings = useSlotReadings();
  const network = useStore(live.network);
  const isTrue = useIsTrue();
  const isKnown = useSyncExternalStore(live.slots.listen, () => live.slots.value !== null);
  const open = useStore(live.open);
  const ended = useStore(live.ended);
  const runs = useMemo(() => [...ended, ...open], [ended, open]);
  const [asked, ask] = useState<Asked | null>(null);
  return (
    <>
      <aside aria-label="Slots that need attention, and runs">
        {network?.problems.map(({ id, message }) => (
          <p key={id} className="problem">
            {message}
          </p>
        ))}
        <Needs {...{ readings, isKnown, isTrue, runs }} onAsk={ask} />
        <OpenRuns runs={open} />
        <EndedRuns runs={ended} />
      </aside>
      {asked?.what === 'acknowledge' && (
        <MarkSlots
          mark="acknowledge"
          slots={readings
            .map(({ slot }) => slot)
            .filter((slot) => asked.slots.includes(slot.instanceId) && isUnchecked(slot))}
          onClose={() => ask(null)}
        />
      )}
      {asked?.what === 'retry' && (
        <RetryRuns
          runs={asked.runs}
          which="failed"
          chosen={new Set(asked.slots)}
          onSent={(id) => asked.runs.length === 1 && goTo('run', { id })}
          onClose={() => ask(null)}
        />
      )}
    </>
  );
}
