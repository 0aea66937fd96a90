import type { ReactNode } from 'react';
import type { LinkState } from '../api/link.js';
import type { Network } from '../live/live-data.js';
import { duration, utc } from '../shared/duration.js';
import { useNow } from '../shared/ticking.js';

/** If the data are older than this, in milliseconds, the server is reported as silent: the page asks every two seconds. */
const OLD_MS = 5000;

export interface TopBarProps {
  readonly title: string;
  readonly link: LinkState;
  readonly network: Network | null;
  /** The links to the views. */
  readonly views: ReactNode;
  /** The controls at the right edge. */
  readonly children: ReactNode;
}

/** Where this is, whether what the page shows is true, and what time it is. */
export function TopBar({ title, link, network, views, children }: TopBarProps) {
  const now = useNow();
  return (
    <header className="top">
      <h1>{title}</h1>
      {views}
      <span className="grow" />
      <Connection link={link} network={network} now={now} />
      <time className="clock" dateTime={new Date(now).toISOString()}>
        <b>{utc(now)}</b> UTC <span>{localTime(now)}</span>
      </time>
      {children}
    </header>
  );
}

function Connection({
  link,
  network,
  now,
}: Pick<TopBarProps, 'link' | 'network'> & { readonly now: number }) {
  const { good, text } = truth(link, network, now);
  return (
    <span className={good ? 'link good' : 'link lost'} role="status">
      {text}
    </span>
  );
}

/** Whether the page can show the telescope as it is, and if not, why. */
export function truth(
  { kind, heardAt }: LinkState,
  network: Network | null,
  now: number,
): { readonly good: boolean; readonly text: string } {
  const age = heardAt === null ? null : now - heardAt;
  const old = age === null ? 'no data yet' : `data ${duration(age)} old`;
  if (kind === 'refused') return { good: false, text: 'The server wants a token' };
  if (kind === 'connecting') return { good: false, text: 'Connecting to the server …' };
  if (kind === 'lost') return { good: false, text: `Not connected to the server: ${old}` };
  if (network && !network.connected)
    return { good: false, text: `The server is not connected to the router since ${utc(network.since)} UTC` };
  if (age !== null && age > OLD_MS) return { good: false, text: `The server is silent: ${old}` };
  return { good: true, text: `● Live, ${old}` };
}

/** Made once: it is slow to make. */
const LOCAL = new Intl.DateTimeFormat([], {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
});

function localTime(now: number): string {
  const time = LOCAL.format(now);
  return time.endsWith('UTC') ? '' : time;
}
