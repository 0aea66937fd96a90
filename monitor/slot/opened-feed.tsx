import { useMemo } from 'react';
import { useRead } from '../context/use-live.js';
import { MonitorFeedPastDocument } from '../generated/graphql.js';
import { Boundary } from '../shared/boundary.js';
import { counted } from '../shared/counted.js';
import { loaded } from '../shared/loaded.js';
import { utcMoment } from '../shared/utc.js';
import { type FeedEntry, merged } from './feed-entries.js';
import type { Units } from './feed-units.js';
import { JsonTree } from './json-tree.js';

/** The charts bring their library with them, so they are loaded when a feed is opened first. */
const FeedCharts = loaded(async () => (await import('./feed-charts.js')).FeedCharts);

const EMPTY: readonly FeedEntry[] = [];

export interface OpenedFeedProps {
  readonly instanceId: string;
  readonly feedId: string;
  readonly name: string;
  /** What has come since the page was opened. */
  readonly live: readonly FeedEntry[];
  readonly units: Units;
}

/** The numbers of a feed over time, with the past that the server holds, and its last message in full. */
export function OpenedFeed({ instanceId, feedId, name, live, units }: OpenedFeedProps) {
  const { data, error } = useRead(MonitorFeedPastDocument, { id: feedId });
  const past = data?.node && 'messages' in data.node ? data.node.messages : EMPTY;
  const entries = useMemo(() => merged(past, live), [past, live]);
  const messages = entries.filter(({ kind }) => kind === 'MESSAGE');
  const last = messages.at(-1);
  return (
    <section className="opened-feed" aria-label={`Feed ${name}`}>
      {error !== null && (
        <p role="alert" className="bad">
          The earlier messages of the feed cannot be read: {error}
        </p>
      )}
      <Extent entries={entries} count={messages.length} />
      {last && (
        <>
          <Boundary>
            <FeedCharts entries={entries} units={units} />
          </Boundary>
          <details>
            <summary>Last message</summary>
            <JsonTree
              label={`Last message of ${name}`}
              data={last.message}
              fileName={`${instanceId}-${name}`}
            />
          </details>
        </>
      )}
    </section>
  );
}

interface ExtentProps {
  readonly entries: readonly FeedEntry[];
  readonly count: number;
}

/** How much is shown, and where something is missing. */
function Extent({ entries, count }: ExtentProps) {
  const at = ({ time }: FeedEntry) => utcMoment(time, Date.now());
  const [first] = entries;
  const gaps = entries.filter(({ kind }) => kind === 'GAP');
  if (!first) return <p className="quiet">No message since the server started.</p>;
  return (
    <p className="quiet">
      {counted(count, 'message')} since {at(first)} UTC
      {gaps.length > 0 && (
        <b className="warn">
          {' '}
          ▲ GAP: the page was too slow, and messages are missing at {gaps.map(at).join(', ')} UTC
        </b>
      )}
    </p>
  );
}
