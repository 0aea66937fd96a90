import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { useMay } from '../context/viewer.js';
import { MonitorForgetDocument } from '../generated/graphql.js';
import { RunLink } from '../location/links.js';
import { goTo } from '../location/location.js';
import { titleOf } from '../runs/run-words.js';
import { Since } from '../shared/age.js';
import { Moment } from '../shared/moment.js';
import { ServerText } from '../shared/server-text.js';
import { utcMoment } from '../shared/utc.js';
import type { SlotReading } from '../states/slot-state.js';
import type { Followed, News, SlotDetail } from './slot-events.js';

const NEWS: Readonly<Record<News['kind'], string>> = {
  EXPIRED: 'The slot has expired: it sends no heartbeats.',
  RETURNED: 'The slot sends heartbeats again.',
  RESTARTED: 'The agent has restarted: it no longer has its earlier sessions.',
};

export interface NoticesProps extends Followed {
  readonly reading: SlotReading;
}

/** What a person must know besides the reason of the state: what has just happened, other problems, and grants. */
export function SlotNotices({ reading: { slot, reason }, detail, news }: NoticesProps) {
  const mayForget = useMay('ADMINISTRATOR');
  const others = slot.problems.filter(({ message }) => message !== reason);
  return (
    <>
      <div role="status" className="slot-news">
        {news.map(({ kind, time }) => (
          <p key={`${kind} ${time}`}>
            <time dateTime={new Date(time).toISOString()}>{utcMoment(time, Date.now())} UTC</time>{' '}
            {NEWS[kind]}
          </p>
        ))}
      </div>
      {others.length > 0 && (
        <ul className="problems" aria-label="Other problems">
          {others.map(({ id, severity, message, since }) => (
            <li key={id} className={severity === 'CRITICAL' ? 'urgency-act' : 'urgency-look'}>
              <b className="word">{severity === 'CRITICAL' ? 'Critical' : 'Warning'}</b>{' '}
              <span>
                <ServerText text={message} />
              </span>{' '}
              <span className="quiet">
                for <Since time={since} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <Grants grants={detail?.exclusiveGrants ?? []} />
      {mayForget && slot.expired && <Forget key={slot.id} instanceId={slot.instanceId} />}
    </>
  );
}

function Grants({ grants }: { readonly grants: NonNullable<SlotDetail['exclusiveGrants']> }) {
  if (grants.length === 0) return null;
  return (
    <ul aria-label="Exclusive grants">
      {grants.map(({ id, name, grantee, expiresAt, run }) => (
        <li key={id}>
          <b>Exclusive grant {name}</b>, held by {grantee ?? 'somebody without a name'} until{' '}
          <Moment time={expiresAt} /> UTC
          {run && (
            <>
              , for the run <RunLink run={run}>{titleOf(run)}</RunLink>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Removes a slot that will not come back. It asks once. */
function Forget({ instanceId }: { readonly instanceId: string }) {
  const [isAsked, ask] = useState(false);
  const [forget, { error, loading }] = useMutation(MonitorForgetDocument);
  const send = () =>
    forget({ variables: { id: instanceId } }).then(
      () => goTo('slots'),
      // It is shown below.
      () => {},
    );
  return (
    <div className="forget">
      {isAsked ? (
        <p>
          Remove {instanceId} from all lists, with its problems and marks? If the agent comes back, it is
          listed as a new slot.{' '}
          <button type="button" className="red" disabled={loading} onClick={send}>
            Forget {instanceId}
          </button>
          <button type="button" className="button" onClick={() => ask(false)}>
            Keep the slot
          </button>
        </p>
      ) : (
        <button type="button" className="button" onClick={() => ask(true)}>
          Forget this slot…
        </button>
      )}
      {error && (
        <p role="alert" className="bad">
          {error.message}
        </p>
      )}
    </div>
  );
}
