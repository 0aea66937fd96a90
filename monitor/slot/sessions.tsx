import { MonitorSlotSessionsDocument, type MonitorSlotSessionsSubscription } from '../generated/graphql.js';
import { useFollowed } from '../live/use-live.js';
import { setParams } from '../location/location.js';
import { StatusSign } from '../runs/outcome.js';
import { dayAndTime } from '../shared/day-time.js';
import { duration } from '../shared/duration.js';
import type { SlotReading } from '../slots/slot-state.js';
import { Since } from './facts.js';
import { Lines } from './lines.js';
import { byStart, type Session, statusOf, wordOf } from './session-words.js';

/** What a line says beyond what the board knows of the session. */
type Line = MonitorSlotSessionsSubscription['sessionUpdates']['session'];

const NONE: ReadonlyMap<string, Line> = new Map();

function afterUpdate(
  known: ReadonlyMap<string, Line>,
  { sessionUpdates: { session } }: MonitorSlotSessionsSubscription,
): ReadonlyMap<string, Line> {
  return new Map(known).set(session.operation, session);
}

export interface SessionsProps {
  readonly reading: SlotReading;
  /** The operation whose session is shown beside the list. */
  readonly chosen: string | null;
}

/** The last session of each operation, the newest first. */
export function Sessions({ reading: { slot }, chosen }: SessionsProps) {
  const lines = useFollowed(MonitorSlotSessionsDocument, { id: slot.instanceId }, NONE, afterUpdate);
  return (
    <section aria-labelledby="sessions-title">
      <h3 id="sessions-title">
        Sessions <small>the last of each operation</small>
      </h3>
      {slot.sessions.length === 0 && <p className="quiet">Nothing has run since the agent started.</p>}
      {slot.sessions.length > 0 && (
        <Lines
          label="All sessions"
          heads={['Operation', 'State', '#No.', 'Started, UTC', '#Took', 'Last message']}
        >
          {byStart(slot.sessions).map((session) => {
            // The line of an earlier session, or of an agent that is gone, says nothing of this one.
            const line = lines.get(session.operation);
            return (
              <SessionRow
                key={session.operation}
                session={session}
                line={line?.id === session.id ? line : undefined}
                isChosen={session.operation === chosen}
                isSilent={slot.expired}
                hasProblem={slot.problems.some(({ operation }) => operation === session.operation)}
              />
            );
          })}
        </Lines>
      )}
    </section>
  );
}

interface SessionRowProps {
  readonly session: Session;
  readonly line: Line | undefined;
  readonly isChosen: boolean;
  /** The slot has expired: nobody knows how the session goes. */
  readonly isSilent: boolean;
  readonly hasProblem: boolean;
}

function SessionRow({ session, line, isChosen, isSilent, hasProblem }: SessionRowProps) {
  const { operation, startTime, endTime } = session;
  const isLastHeard = isSilent && endTime === null;
  const urgency = statusOf(session) === 'FAILED' ? 'urgency-act' : 'urgency-look';
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
      <td className={isLastHeard ? 'state stale' : 'state'}>
        <StatusSign status={statusOf(session)} />
        <b>{wordOf(session)}</b>
        {isLastHeard && ' when last heard'}
        {line?.degraded && <span className="warn"> ▲ degraded</span>}
        {line?.evicted && <span className="quiet"> no longer at the agent</span>}
      </td>
      <td className="number">{line?.sessionId}</td>
      <td>
        <time dateTime={startTime}>{dayAndTime(startTime, Date.now())}</time>
      </td>
      <td className="number">
        {endTime !== null && duration(Date.parse(endTime) - Date.parse(startTime))}
        {endTime === null && !isSilent && <Since time={startTime} />}
      </td>
      <td className="message">{line?.messages.at(-1)?.text}</td>
    </tr>
  );
}
