import type { Slot } from '../live/model.js';
import { ToView } from '../location/links.js';
import { Age } from '../shared/age.js';
import { duration } from '../shared/duration.js';
import { Moment } from '../shared/moment.js';
import { ServerText } from '../shared/server-text.js';
import { utcDateAndTime } from '../shared/utc.js';
import { LOOKS, STATUS_WORDS, StatusSign } from '../states/outcome.js';
import { statusOf } from '../states/session-status.js';
import { isRunning, type SlotReading, STATE_READER } from '../states/slot-state.js';
import { marksOf } from './marks.js';

/** The details show so many sessions; the page of the slot has all. */
const SESSIONS = 6;

type Session = Slot['sessions'][number];

/** What a line has no place for: each problem in full, and the last session of each operation. */
export function SlotDetails({ reading }: { readonly reading: SlotReading }) {
  const { slot, name } = reading;
  const sessions = [...slot.sessions].sort((a, b) => lastTime(b).localeCompare(lastTime(a)));
  return (
    <div className="slot-details">
      <section aria-label={`Problems of ${name}`}>
        <h3>Problems</h3>
        <ul>
          {slot.problems.map(({ id, message, since }) => (
            <li key={id}>
              <Moment time={since} /> UTC: <ServerText text={message} />
            </li>
          ))}
          {marksOf(slot)
            .filter(({ text }) => slot.problems.every(({ message }) => message !== text))
            .map(({ text }) => (
              <li key={text}>{text}</li>
            ))}
          {slot.problems.length === 0 && <li className="quiet">None</li>}
        </ul>
      </section>
      <section aria-label={`Last sessions of ${name}`}>
        <h3>Last sessions, UTC</h3>
        <ul className="sessions">
          {sessions.slice(0, SESSIONS).map((session) => (
            <SessionLine key={session.id} session={session} isFlowing={slot.state.streaming === true} />
          ))}
        </ul>
        {sessions.length > SESSIONS && (
          <ToView view="slot" params={{ id: slot.instanceId }}>
            and {sessions.length - SESSIONS} more
          </ToView>
        )}
      </section>
      <section aria-label={`Agent of ${name}`}>
        <h3>Agent</h3>
        <dl>
          <dt>Instance</dt>
          <dd>{slot.instanceId}</dd>
          <dt>Groups</dt>
          <dd>{slot.groups.join(', ') || 'none'}</dd>
          <dt>Started</dt>
          <dd>{slot.agentStarted === null ? 'not known' : utcDateAndTime(slot.agentStarted)}</dd>
        </dl>
      </section>
    </div>
  );
}

interface SessionLineProps {
  readonly session: Session;
  /** The slot streams data. */
  readonly isFlowing: boolean;
}

function SessionLine({ session, isFlowing }: SessionLineProps) {
  const { operation, startTime, endTime } = session;
  const isStream = operation === 'stream' && isRunning(session);
  const status = isStream && isFlowing ? 'READY' : statusOf(session);
  const word = STATUS_WORDS[status].toLowerCase();
  return (
    <li className={operation === STATE_READER ? `reader ${LOOKS[status]}` : LOOKS[status]}>
      <span role="img" aria-label={word}>
        <StatusSign status={status} />
      </span>
      <b>{operation}</b>
      <span>
        {endTime !== null && duration(Date.parse(endTime) - Date.parse(startTime))}
        {isRunning(session) && <Age since={startTime} />}
      </span>
      <Moment time={endTime ?? startTime} />
    </li>
  );
}

/** What runs is first. */
const lastTime = (session: Session): string =>
  isRunning(session) ? `Z${session.startTime}` : (session.endTime ?? session.startTime);
