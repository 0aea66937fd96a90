import { lazy, Suspense, useMemo } from 'react';
import { numberText } from '../figures/figure-text.js';
import {
  MonitorFeedPastDocument,
  MonitorSlotFeedsDocument,
  type MonitorSlotFeedsSubscription,
} from '../generated/graphql.js';
import { useFollowed, useRead } from '../live/use-live.js';
import { setParams, useParam } from '../location/location.js';
import { dayAndTime } from '../shared/day-time.js';
import { type FeedEntry, merged } from './feed-entries.js';
import { lastNumbers } from './feed-series.js';
import { JsonTree } from './json-tree.js';

/** The charts bring their library with them, so they are loaded when a feed is opened first. */
const FeedCharts = lazy(async () => ({ default: (await import('./feed-charts.js')).FeedCharts }));

/** The entries of each feed, oldest first. */
type Entries = ReadonlyMap<string, readonly FeedEntry[]>;

const NONE: Entries = new Map();
const EMPTY: readonly FeedEntry[] = [];
/** The line of a feed shows so many numbers of its last message. */
const MAX_NUMBERS = 4;

function afterMessage(known: Entries, { feed: { feed, ...entry } }: MonitorSlotFeedsSubscription): Entries {
  return new Map(known).set(feed, merged(known.get(feed) ?? EMPTY, [entry]));
}

export interface FeedsProps {
  readonly instanceId: string;
  readonly feeds: readonly { readonly id: string; readonly name: string }[];
}

/** The feeds of the agent with their last messages, as they come. One of them can be opened. */
export function Feeds({ instanceId, feeds }: FeedsProps) {
  const entries = useFollowed(MonitorSlotFeedsDocument, { id: instanceId }, NONE, afterMessage);
  const chosen = useParam('feed');
  const opened = feeds.find(({ name }) => name === chosen);
  return (
    <section aria-labelledby="feeds-title">
      <h3 id="feeds-title">
        Feeds <small>as they come; choose one to see its past</small>
      </h3>
      {feeds.length === 0 && <p className="quiet">No feeds are known.</p>}
      <ul className="feeds">
        {feeds.map(({ id, name }) => (
          <FeedLine
            key={id}
            name={name}
            entries={entries.get(name) ?? EMPTY}
            isOpen={name === chosen}
            onChoose={() => setParams({ feed: name === chosen ? null : name })}
          />
        ))}
      </ul>
      {opened && (
        <OpenedFeed
          key={opened.id}
          instanceId={instanceId}
          feed={opened}
          live={entries.get(opened.name) ?? EMPTY}
        />
      )}
    </section>
  );
}

interface FeedLineProps {
  readonly name: string;
  readonly entries: readonly FeedEntry[];
  readonly isOpen: boolean;
  readonly onChoose: () => void;
}

function FeedLine({ name, entries, isOpen, onChoose }: FeedLineProps) {
  const last = entries.at(-1);
  const numbers = last ? lastNumbers(last) : [];
  return (
    <li>
      <button type="button" aria-expanded={isOpen} onClick={onChoose}>
        {name}
      </button>
      {last ? (
        <time dateTime={last.time}>{dayAndTime(last.time, Date.now())}</time>
      ) : (
        <span className="quiet">no message yet</span>
      )}
      <span className="message">
        {last?.kind === 'GAP' && <b className="warn">▲ GAP: messages were dropped</b>}
        {numbers
          .slice(0, MAX_NUMBERS)
          .map(([field, value]) => `${field} ${value === null ? 'NaN' : numberText(value)}`)
          .join(', ')}
        {numbers.length > MAX_NUMBERS && `, and ${numbers.length - MAX_NUMBERS} more`}
      </span>
    </li>
  );
}

interface OpenedFeedProps {
  readonly instanceId: string;
  readonly feed: FeedsProps['feeds'][number];
  readonly live: readonly FeedEntry[];
}

/** The numbers of a feed over time, and its last message in full. */
function OpenedFeed({ instanceId, feed, live }: OpenedFeedProps) {
  const { data, error } = useRead(MonitorFeedPastDocument, { id: feed.id });
  const past = data?.node && 'messages' in data.node ? data.node.messages : EMPTY;
  const entries = useMemo(() => merged(past, live), [past, live]);
  const last = entries.at(-1);
  const gaps = entries.filter(({ kind }) => kind === 'GAP');
  const first = entries[0];
  return (
    <section className="opened-feed" aria-label={`Feed ${feed.name}`}>
      {error !== null && (
        <p role="alert" className="bad">
          Its past cannot be read: {error}
        </p>
      )}
      <p className="quiet">
        {first
          ? `${entries.length} messages since ${dayAndTime(first.time, Date.now())} UTC`
          : 'No message yet.'}
        {gaps.length > 0 && (
          <b className="warn">
            {' '}
            ▲ GAP: messages were dropped, because the page was too slow, before{' '}
            {gaps.map(({ time }) => dayAndTime(time, Date.now())).join(', ')} UTC
          </b>
        )}
      </p>
      <Suspense>
        <FeedCharts instanceId={instanceId} entries={entries} />
      </Suspense>
      {last && (
        <>
          <h4>Last message</h4>
          <JsonTree
            label={`Last message of ${feed.name}`}
            data={last.message}
            fileName={`${instanceId}-${feed.name}`}
          />
        </>
      )}
    </section>
  );
}
