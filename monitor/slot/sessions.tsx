import { useFollowed } from '../context/use-live.js';
import { MonitorSlotSessionsDocument, type MonitorSlotSessionsSubscription } from '../generated/graphql.js';
import type { SlotReading } from '../states/slot-state.js';
import { Lines } from './lines.js';
import { type SessionLine, SessionRow } from './session-row.js';
import { byStart } from './session-words.js';
import type { SlotDetail } from './slot-events.js';

const NONE: ReadonlyMap<string, SessionLine> = new Map();

function afterUpdate(
  known: ReadonlyMap<string, SessionLine>,
  { sessionUpdates: { session } }: MonitorSlotSessionsSubscription,
): ReadonlyMap<string, SessionLine> {
  return new Map(known).set(session.operation, session);
}

export interface SessionsProps {
  readonly reading: SlotReading;
  readonly detail: SlotDetail | null;
  /** The operation whose session is shown beside the list. */
  readonly chosen: string | null;
}

/** The last session of each operation, the newest first. */
export function Sessions({ reading: { slot }, detail, chosen }: SessionsProps) {
  const lines = useFollowed(MonitorSlotSessionsDocument, { id: slot.instanceId }, NONE, afterUpdate);
  return (
    <section aria-labelledby="sessions-title">
      <h3 id="sessions-title">
        Sessions <small>the last session of each operation</small>
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
                trait={detail?.sessions.find(({ id }) => id === session.id)}
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
