import './rail.css';
import { useState, useSyncExternalStore } from 'react';
import { MarkSlots } from '../actions/mark-slots.js';
import { useMonitor, useSlotReadings } from '../context/context.js';
import { useStore } from '../shared/store.js';
import { isUnchecked } from '../states/unchecked.js';
import { Needs } from './needs.js';
import { EndedRuns, OpenRuns } from './runs.js';

/** Beside each view: what needs people, what goes on, and what has ended. */
export function Rail() {
  const { live, link } = useMonitor();
  const readings = useSlotReadings();
  const network = useStore(live.network);
  const isTrue = useStore(link.state).kind === 'live' && network?.connected !== false;
  const isKnown = useSyncExternalStore(live.slots.listen, () => live.slots.value !== null);
  const open = useStore(live.open);
  const ended = useStore(live.ended);
  // The slots that somebody is asked about, by instance id.
  const [asked, ask] = useState<readonly string[] | null>(null);
  return (
    <>
      <aside aria-label="What needs you, and what goes on">
        {network?.problems.map(({ id, message }) => (
          <p key={id} className="problem">
            {message}
          </p>
        ))}
        <Needs {...{ readings, isKnown, isTrue }} onAcknowledge={ask} />
        <OpenRuns runs={open} />
        <EndedRuns runs={ended} />
      </aside>
      {asked !== null && (
        <MarkSlots
          mark="acknowledge"
          slots={readings
            .map(({ slot }) => slot)
            .filter((slot) => asked.includes(slot.instanceId) && isUnchecked(slot))}
          onClose={() => ask(null)}
        />
      )}
    </>
  );
}
