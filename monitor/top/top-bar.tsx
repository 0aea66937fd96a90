import './top.css';
import type { ReactNode } from 'react';
import type { LinkState } from '../api/link.js';
import type { Role } from '../generated/graphql.js';
import type { Network } from '../live/live-data.js';
import { localClock } from '../shared/local-time.js';
import { useNow } from '../shared/ticking.js';
import { utc } from '../shared/utc.js';
import { truth } from './truth.js';

export interface TopBarProps {
  readonly title: string;
  readonly link: LinkState;
  readonly network: Network | null;
  /** Who uses the page; null until that is known. */
  readonly viewer: { readonly name: string | null; readonly role: Role } | null;
  readonly signOut: ReactNode;
  /** The links to the views. */
  readonly views: ReactNode;
  /** The controls at the right edge. */
  readonly children: ReactNode;
}

/** Where this is, whether what the page shows is true, and what time it is. */
export function TopBar({ title, link, network, viewer, signOut, views, children }: TopBarProps) {
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
          <Who viewer={viewer} />
          {signOut}
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

/** The name of the user and what they may do. Without names, everybody may do everything: then there is nothing to say. */
function Who({ viewer }: Pick<TopBarProps, 'viewer'>) {
  if (viewer === null || viewer.name === null) return null;
  return (
    <span className="who" title={RIGHTS[viewer.role]}>
      {' '}
      · {viewer.name}, {viewer.role.toLowerCase()}
    </span>
  );
}

const RIGHTS: Readonly<Record<Role, string>> = {
  VIEWER: 'You see everything, and cannot command the slots.',
  OPERATOR: 'You may start and stop operations, and acknowledge outcomes.',
  ADMINISTRATOR: 'You may also take slots out of service and remove them.',
};
