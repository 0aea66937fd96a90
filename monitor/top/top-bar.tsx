import './top.css';
import type { ReactNode } from 'react';
import type { LinkState } from '../api/link.js';
import type { Network } from '../live/live-data.js';
import { localClock } from '../shared/local-time.js';
import { useNow } from '../shared/ticking.js';
import { utc } from '../shared/utc.js';
import { truth } from './truth.js';

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
  const { good, text, age, meaning } = truth({ link, network }, now);
  return (
    <header className="head">
      <div className="top">
        <h1>{title}</h1>
        {views}
        <span className="grow" />
        <span className={good ? 'link good' : 'link lost'}>
          {/* Without the age, which changes each second: a screen reader would say it each second. */}
          <b role="status">{text}</b> <span>{age ?? 'no data yet'}</span>
        </span>
        <time className="clock" dateTime={new Date(now).toISOString()}>
          <b>{utc(now)}</b> UTC <span>{localClock(now)}</span>
        </time>
        {children}
      </div>
      {meaning && <p className="meaning">{meaning}</p>}
    </header>
  );
}
