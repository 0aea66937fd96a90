import type { MonitorSlotSessionsSubscription } from '../generated/graphql.js';
import { setParams } from '../location/location.js';
import { Since } from '../shared/age.js';
import { duration } from '../shared/duration.js';
import { Moment } from '../shared/moment.js';
import { LOOKS, STATUS_WORDS, StatusSign } from '../states/outcome.js';
import { statusOf } from '../states/session-status.js';
import type { Session } from './session-words.js';
import type { SlotDetail } from './slot-events.js';

/** What the session says of itself. */
export type SessionLine = MonitorSlotSessionsSubscription['sessionUpdates']['session'];

export interface SessionRowProps {
  readonly session: Session;
  /** What else the server knows of it; undefined before the first answer. */
  readonly trait: SlotDetail['sessions'][number] | undefined;
  readonly line: SessionLine | undefined;
  readonly isChosen: boolean;
  /** The slot has expired. */
  readonly isSilent: boolean;
  readonly hasProblem: boolean;
}

/** A session in one line, with the button that shows it. */
export function SessionRow({ session, trait, line, isChosen, isSilent, hasProblem }: SessionRowProps) {
  const { operation, startTime, endTime, evicted } = session;
  const status = statusOf(session);
  const urgency = LOOKS[status] === 'bad' ? 'urgency-act' : 'urgency-look';
  const isOpen = endTime === null;
  // Nobody knows how it has continued since.
  const isOld = isOpen && isSilent && !evicted;
  return (
    <tr className={hasProblem ? urgency : undefined} aria-current={isChosen || undefined}>
      <th scope="row">
        <button
          type="button"
          aria-pressed={isChosen}
          title={`Show the messages and the data of ${operation}`}
          onClick={() => setParams({ session: operation })}
        >
          {operation}
        </button>
      </th>
      <td className={isOld ? 'state stale' : 'state'}>
        <StatusSign status={status} />
        <b>{STATUS_WORDS[status]}</b>
        {isOld && ' at the last heartbeat'}
        {trait?.degraded && <span className="warn"> ▲ degraded</span>}
        {evicted && <span className="quiet"> no longer at the agent</span>}
      </td>
      <td className="number">{line?.sessionId}</td>
      <td>
        <Moment time={startTime} />
      </td>
      <td className="number">
        {!isOpen && duration(Date.parse(endTime) - Date.parse(startTime))}
        {isOpen && !isOld && !evicted && <Since time={startTime} />}
      </td>
      <td className="message">{line?.messages.at(-1)?.text}</td>
    </tr>
  );
}
