import './rail.css';
import { useMutation } from '@apollo/client/react';
import { useSyncExternalStore } from 'react';
import { useMonitor, useSlotReadings } from '../context/context.js';
import { MonitorAcknowledgeDocument } from '../generated/graphql.js';
import { useStore } from '../shared/store.js';
import { Needs } from './needs.js';
import { EndedRuns, OpenRuns } from './runs.js';

/** Beside each view: what needs people, what goes on, and what has ended. */
export function Rail() {
  const { live } = useMonitor();
  const readings = useSlotReadings();
  const network = useStore(live.network);
  const isKnown = useSyncExternalStore(live.slots.listen, () => live.slots.value !== null);
  const open = useStore(live.open);
  const ended = useStore(live.ended);
  const [acknowledge, { error }] = useMutation(MonitorAcknowledgeDocument);
  return (
    <aside aria-label="What needs you, and what goes on">
      {error && (
        <p role="alert" className="bad">
          {error.message}
        </p>
      )}
      {network?.problems.map(({ id, message }) => (
        <p key={id} className="problem">
          {message}
        </p>
      ))}
      <Needs
        {...{ readings, isKnown }}
        // The error stands above.
        onAcknowledge={(streamIds) =>
          void acknowledge({ variables: { streamIds: [...streamIds] } }).catch(() => {})
        }
      />
      <OpenRuns runs={open} />
      <EndedRuns runs={ended} />
    </aside>
  );
}
