import { SlotLink } from '../location/links.js';
import { duration } from '../shared/duration.js';
import { ServerText } from '../shared/server-text.js';
import { useNow } from '../shared/ticking.js';
import { Sign } from '../states/sign.js';
import { type SlotReading, URGENCY } from '../states/slot-state.js';
import { isUnchecked } from '../states/unchecked.js';
import { WORDS } from '../states/words.js';
import { calmText, groupNeeds, type Need } from './group-needs.js';

/** More names are only counted: the board shows the slots. */
const NAMES = 8;

export interface NeedsProps {
  readonly readings: readonly SlotReading[];
  /** Whether the slots have come from the server at all. */
  readonly isKnown: boolean;
  /** Whether they are so now: the page is connected, and its server too. */
  readonly isTrue: boolean;
  /** Asks about these slots, by instance id. */
  readonly onAcknowledge: (streamIds: readonly string[]) => void;
}

/** The slots that somebody should look at, the most urgent first, with the reason in full. */
export function Needs({ readings, isKnown, isTrue, onAcknowledge }: NeedsProps) {
  const needs = groupNeeds(readings);
  return (
    <section aria-label="Needs you">
      <h2>
        Needs you <span>{needs.reduce((count, need) => count + need.length, 0)}</span>
      </h2>
      {needs.length === 0 && <p className="calm">{calmText(isKnown ? readings.length : null, isTrue)}</p>}
      <ul>
        {needs.map((need) => (
          <NeedItem key={need[0].slot.id} need={need} onAcknowledge={onAcknowledge} />
        ))}
      </ul>
    </section>
  );
}

function NeedItem({ need, onAcknowledge }: { readonly need: Need } & Pick<NeedsProps, 'onAcknowledge'>) {
  const [{ slot, state, reason }] = need;
  const unchecked = need.filter((reading) => isUnchecked(reading.slot));
  return (
    <li className={`need urgency-${URGENCY[state]}`}>
      <h3>
        <Sign state={state} />
        {need.length === 1 ? <SlotLink slot={slot} /> : `${need.length} slots`}{' '}
        <b className="word">{WORDS[state]}</b>
        <Since need={need} />
      </h3>
      {need.length > 1 && <Names need={need} />}
      <p>{reason !== null && <ServerText text={reason} />}</p>
      {unchecked.length > 0 && (
        <button
          type="button"
          aria-haspopup="dialog"
          onClick={() => onAcknowledge(unchecked.map((reading) => reading.slot.instanceId))}
        >
          Acknowledge {unchecked.length === 1 ? unchecked[0]?.name : `${unchecked.length} slots`}…
        </button>
      )}
    </li>
  );
}

/** How long the first of them has been in trouble. */
function Since({ need }: { readonly need: Need }) {
  const now = useNow();
  const [since] = need.flatMap((reading) => reading.since ?? []).sort();
  if (since === undefined) return null;
  return <time dateTime={since}>{duration(now - Date.parse(since))} ago</time>;
}

function Names({ need }: { readonly need: Need }) {
  const more = need.length - NAMES;
  return (
    <p className="names">
      {need.slice(0, NAMES).map(({ slot }, index) => (
        <span key={slot.id}>
          {index > 0 && ', '}
          <SlotLink slot={slot} />
        </span>
      ))}
      {more > 0 && ` and ${more} more`}
    </p>
  );
}
