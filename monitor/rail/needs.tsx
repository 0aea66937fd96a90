import { useMay } from '../context/viewer.js';
import type { Run } from '../live/model.js';
import { RunLink, SlotLink } from '../location/links.js';
import { duration } from '../shared/duration.js';
import { ServerText } from '../shared/server-text.js';
import { useNow } from '../shared/ticking.js';
import { Sign } from '../states/sign.js';
import { hasFailed, type SlotReading, URGENCY } from '../states/slot-state.js';
import { isUnchecked } from '../states/unchecked.js';
import { WORDS } from '../states/words.js';
import { failedRunsOf } from './failed-runs.js';
import { calmText, groupNeeds, type Need } from './group-needs.js';

/** More names are only counted: the board shows the slots. */
const NAMES = 8;

export interface NeedsProps {
  readonly readings: readonly SlotReading[];
  /** Whether the slots have come from the server at all. */
  readonly isKnown: boolean;
  /** Whether they are so now: the page is connected, and its server too. */
  readonly isTrue: boolean;
  /** The runs that may have left a slot in trouble. */
  readonly runs: readonly Run[];
  readonly onAsk: (asked: Asked) => void;
}

/** What a person is asked about slots in trouble, by instance id. */
export type Asked =
  | { readonly what: 'acknowledge'; readonly slots: readonly string[] }
  | { readonly what: 'retry'; readonly slots: readonly string[]; readonly runs: readonly Run[] };

/** The slots that somebody should look at, the most urgent first, with the reason in full. */
export function Needs({ readings, isKnown, isTrue, ...others }: NeedsProps) {
  const needs = groupNeeds(readings);
  return (
    <section aria-label="Needs attention">
      <h2>
        Needs attention <span>{needs.reduce((count, need) => count + need.length, 0)}</span>
      </h2>
      {needs.length === 0 && <p className="calm">{calmText(isKnown ? readings.length : null, isTrue)}</p>}
      <ul>
        {needs.map((need) => (
          <NeedItem key={need[0].slot.id} need={need} {...others} />
        ))}
      </ul>
    </section>
  );
}

type NeedItemProps = { readonly need: Need } & Pick<NeedsProps, 'runs' | 'onAsk'>;

function NeedItem({ need, runs, onAsk }: NeedItemProps) {
  const [{ slot, state, reason }] = need;
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
      <NeedActions {...{ need, runs, onAsk }} />
    </li>
  );
}

/** The next step: an outcome that nobody has seen is checked first, a failure can be retried at once. */
function NeedActions({ need, runs, onAsk }: NeedItemProps) {
  const mayCommand = useMay('OPERATOR');
  const unchecked = need.filter((reading) => isUnchecked(reading.slot));
  const failed = need.some(hasFailed) ? failedRunsOf(need, runs) : null;
  const [run, ...others] = failed?.ids ?? [];
  const slots = (of: readonly SlotReading[]) => of.map((reading) => reading.slot.instanceId);
  return (
    <p className="need-actions">
      {mayCommand && unchecked.length > 0 && (
        <button
          type="button"
          aria-haspopup="dialog"
          onClick={() => onAsk({ what: 'acknowledge', slots: slots(unchecked) })}
        >
          Acknowledge {unchecked.length === 1 ? unchecked[0]?.name : `${unchecked.length} slots`}…
        </button>
      )}
      {mayCommand && unchecked.length === 0 && failed !== null && failed.ended.length > 0 && (
        <button
          type="button"
          aria-haspopup="dialog"
          onClick={() => onAsk({ what: 'retry', slots: slots(need), runs: failed.ended })}
        >
          Retry {need.length === 1 ? need[0].name : `${need.length} slots`}…
        </button>
      )}
      {run !== undefined && others.length === 0 && <RunLink run={{ id: run }}>Open the run</RunLink>}
    </p>
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
