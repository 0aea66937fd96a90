import './slot.css';
import { useMonitor, useSlotReadings } from '../context/context.js';
import { SlotLink } from '../location/links.js';
import { useParam } from '../location/location.js';
import { useStore } from '../shared/store.js';
import type { SlotReading } from '../states/slot-state.js';
import { Feeds } from './feeds.js';
import { Head } from './head.js';
import { History } from './history.js';
import { SlotNotices } from './notices.js';
import { Operations } from './operations.js';
import { SessionPanel } from './session-panel.js';
import { sessionToShow } from './session-words.js';
import { Sessions } from './sessions.js';
import { useSlotDetail } from './slot-detail.js';
import { State } from './state.js';

/** One slot: its problems, sessions, messages, feeds and history. */
export function SlotView() {
  const id = useParam('id');
  const { live } = useMonitor();
  const readings = useSlotReadings();
  const areKnown = useStore(live.slots) !== null;
  const reading = readings.find(({ slot }) => slot.instanceId === id);
  if (reading) return <KnownSlot key={reading.slot.id} reading={reading} />;
  return areKnown ? (
    <UnknownSlot id={id} readings={readings} />
  ) : (
    <p className="quiet">Reading the slots …</p>
  );
}

function KnownSlot({ reading }: { readonly reading: SlotReading }) {
  const { slot } = reading;
  const followed = useSlotDetail(slot.instanceId);
  const session = sessionToShow(slot.sessions, useParam('session'));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so people with a keyboard must be able to reach it.
    <section className="slot-page" aria-label={reading.name} tabIndex={0}>
      <Head reading={reading} detail={followed.detail} />
      <SlotNotices reading={reading} {...followed} />
      <div className="slot-columns">
        <div className="slot-now">
          <State reading={reading} detail={followed.detail} />
          <Sessions reading={reading} detail={followed.detail} chosen={session?.operation ?? null} />
        </div>
        <div className="slot-session">
          {session && <SessionPanel key={session.operation} instanceId={slot.instanceId} session={session} />}
        </div>
        <div className="slot-past">
          <Feeds
            instanceId={slot.instanceId}
            feeds={followed.detail?.feeds ?? []}
            lastEnd={reading.outcome?.endTime ?? null}
          />
          <History instanceId={slot.instanceId} />
          <Operations instanceId={slot.instanceId} agentStarted={slot.agentStarted} />
        </div>
      </div>
    </section>
  );
}

interface UnknownSlotProps {
  readonly id: string | null;
  readonly readings: readonly SlotReading[];
}

function UnknownSlot({ id, readings }: UnknownSlotProps) {
  return (
    <section className="slot-page" aria-labelledby="unknown-title">
      <h2 id="unknown-title">{id === null ? 'Which slot?' : `No slot has the instance id ${id}`}</h2>
      <p>The slots that are known:</p>
      <ul>
        {readings.map(({ slot }) => (
          <li key={slot.id}>
            <SlotLink slot={slot} /> <span className="quiet">{slot.instanceId}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
