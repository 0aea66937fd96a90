import { useMemo } from 'react';
import { useFollowed } from '../context/use-live.js';
import { MonitorSlotFeedsDocument, type MonitorSlotFeedsSubscription } from '../generated/graphql.js';
import { setParams, useParam } from '../location/location.js';
import { utcMoment } from '../shared/utc.js';
import { type FeedEntry, merged } from './feed-entries.js';
import { seriesOf } from './feed-series.js';
import { lastNumbersOf, type Units, useFeedUnits } from './feed-units.js';
import { OpenedFeed } from './opened-feed.js';

/** The entries of each feed, oldest first. */
type Entries = ReadonlyMap<string, readonly FeedEntry[]>;

const NONE: Entries = new Map();
const EMPTY: readonly FeedEntry[] = [];
/** The line of a feed has room for the numbers of so many charts. */
const MAX_CHARTS = 3;

function afterMessage(known: Entries, { feed: { feed, ...entry } }: MonitorSlotFeedsSubscription): Entries {
  return new Map(known).set(feed, merged(known.get(feed) ?? EMPTY, [entry]));
}

export interface FeedsProps {
  readonly instanceId: string;
  readonly feeds: readonly { readonly id: string; readonly name: string }[];
  /** When the last operation on the slot ended. */
  readonly lastEnd: string | null;
}

/** The feeds of the agent with their last messages, as they come. One of them can be opened. */
export function Feeds({ instanceId, feeds, lastEnd }: FeedsProps) {
  const entries = useFollowed(MonitorSlotFeedsDocument, { id: instanceId }, NONE, afterMessage);
  const units = useFeedUnits(instanceId, lastEnd);
  const chosen = useParam('feed');
  return (
    <section aria-labelledby="feeds-title">
      <h3 id="feeds-title">
        Feeds <small>live; open a feed to see earlier messages</small>
      </h3>
      {feeds.length === 0 && <p className="quiet">No feeds are known.</p>}
      <ul className="feeds">
        {feeds.map(({ id, name }) => {
          const live = entries.get(name) ?? EMPTY;
          const isOpen = name === chosen;
          return (
            <li key={id}>
              <button
                type="button"
                aria-expanded={isOpen}
                onClick={() => setParams({ feed: isOpen ? null : name })}
              >
                {name}
              </button>
              <LastMessage entry={live.at(-1)} units={units} />
              {isOpen && <OpenedFeed feedId={id} {...{ instanceId, name, live, units }} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

interface LastMessageProps {
  readonly entry: FeedEntry | undefined;
  readonly units: Units;
}

function LastMessage({ entry, units }: LastMessageProps) {
  const charts = useMemo(() => (entry ? seriesOf([entry]).charts : []), [entry]);
  if (!entry) return <span className="quiet">no message yet</span>;
  const texts = charts.slice(0, MAX_CHARTS).map((chart) => {
    const { texts: numbers, unit } = lastNumbersOf(chart, units);
    return [chart.title, ...numbers, unit].join(' ').trim();
  });
  return (
    <>
      <time dateTime={entry.time}>{utcMoment(entry.time, Date.now())}</time>
      <span className="message">
        {entry.kind === 'GAP' && <b className="warn">▲ GAP: messages were dropped</b>}
        {texts.join(', ')}
      </span>
    </>
  );
}
