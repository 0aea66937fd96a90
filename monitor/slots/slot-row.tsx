import { memo } from 'react';
import { Link } from 'wouter';
import { hrefOf } from '../location/location.js';
import { Age } from '../shared/age.js';
import { utcDateAndTime } from '../shared/utc.js';
import { LOOKS, STATUS_WORDS, StatusSign } from '../states/outcome.js';
import { Sign } from '../states/sign.js';
import { type SlotReading, URGENCY } from '../states/slot-state.js';
import { WORDS } from '../states/words.js';
import { Marks, Now } from './now.js';
import { placeOf } from './place.js';
import { StateSign } from './progress.js';
import { SlotDetails } from './slot-details.js';

/** The number of columns, for lines that are as wide as the table. */
export const COLUMN_COUNT = 11;

export interface SlotRowProps {
  readonly reading: SlotReading;
  readonly isSelected: boolean;
  /** The line where the keyboard is: the only one that Tab stops in. */
  readonly isActive: boolean;
  readonly isUnfolded: boolean;
}

/** One slot in one line, and its details if it is unfolded. The board handles its clicks and keys. */
export const SlotRow = memo(function SlotRow({ reading, isSelected, isActive, isUnfolded }: SlotRowProps) {
  const { slot, name, state, isStale, actionSince } = reading;
  const { numActiveChannels, pysmurfAction } = slot.state;
  const stale = isStale ? 'stale' : '';
  const title = isStale ? 'Out of date' : undefined;
  const isWide = needsRoom(reading);
  return (
    <>
      <tr
        className={`slot urgency-${URGENCY[state]}`}
        data-slot={slot.instanceId}
        data-state={state}
        data-selected={isSelected}
      >
        <td className="pick" data-pick="">
          <input
            type="checkbox"
            aria-label={`Select ${name}`}
            tabIndex={isActive ? 0 : -1}
            checked={isSelected}
            readOnly={true}
          />
        </td>
        <td className="state" data-pick="" title={slot.problems.map(({ message }) => message).join('\n')}>
          <StateSign reading={reading} />
          <b>{WORDS[state]}</b>
        </td>
        <th scope="row" className="name" title={slot.instanceId}>
          <Link href={hrefOf('slot', { id: slot.instanceId })} tabIndex={isActive ? 0 : -1}>
            {name}
          </Link>
        </th>
        <td className="place quiet" title={slot.instanceId}>
          {placeOf(slot.instanceId).slot}
        </td>
        <td className="now" colSpan={isWide ? 2 : 1}>
          <div>
            <Now reading={reading} />
            <Marks reading={reading} />
          </div>
        </td>
        {!isWide && <Stream reading={reading} />}
        <td className={`channels number ${stale}`} title={title}>
          {numActiveChannels}
        </td>
        <td className={`action ${stale}`} title={title}>
          <div className="aged">
            <span title={pysmurfAction ?? undefined}>{pysmurfAction}</span>
            {pysmurfAction && actionSince !== null && (
              <span className="quiet">
                <Age since={actionSince} />
              </span>
            )}
          </div>
        </td>
        <LastOutcome reading={reading} />
        <Alive reading={reading} />
        <td className="fold">
          <button
            type="button"
            tabIndex={isActive ? 0 : -1}
            data-fold=""
            aria-expanded={isUnfolded}
            aria-label={`Details of ${name}`}
          >
            {isUnfolded ? '▾' : '▸'}
          </button>
        </td>
      </tr>
      {isUnfolded && (
        <tr className="details">
          <td colSpan={COLUMN_COUNT}>
            <SlotDetails reading={reading} />
          </td>
        </tr>
      )}
    </>
  );
});

/** Whether the reason why a slot needs attention is shown in the place of the stream, which has nothing to show. */
function needsRoom({ slot, state, reason, task, stream }: SlotReading): boolean {
  if (state === 'expired') return true;
  return reason !== null && task === null && stream === null && slot.state.streaming === false;
}

/** Whether data really flow, and under which tag. */
function Stream({ reading: { slot, stream, isStale } }: { readonly reading: SlotReading }) {
  const { streaming, streamTag } = slot.state;
  const stale = isStale ? 'stale' : '';
  if (streaming === true)
    return (
      <td className={`stream ${stale}`} title={`Streams data, tag ${streamTag ?? 'not known'}`}>
        <span className="flow">
          <Sign state="streaming" />
        </span>{' '}
        <span className="hidden">on, </span>
        {streamTag || 'on'}
      </td>
    );
  if (streaming === null)
    return (
      <td className={`stream ${stale}`} title="The agent does not say whether data flow.">
        ?
      </td>
    );
  // It sends no data while it starts and ends. Where that is a fault, the server reports a problem.
  return stream ? (
    <td className={`stream ${stale}`} title="The process stream runs, but sends no data.">
      no data
    </td>
  ) : (
    <td className={`stream ${stale}`}>off</td>
  );
}

function LastOutcome({ reading: { outcome } }: { readonly reading: SlotReading }) {
  if (!outcome) return <td className="outcome" />;
  const { operation, status, endTime } = outcome;
  return (
    <td className={LOOKS[status] === 'bad' ? 'outcome failed' : 'outcome'}>
      <div className="aged">
        <span role="img" aria-label={STATUS_WORDS[status].toLowerCase()}>
          <StatusSign status={status} />
        </span>
        <span title={operation}>{operation}</span>
        <span className="quiet">
          <Age since={endTime} />
        </span>
      </div>
    </td>
  );
}

/** How long the agent has run; whether it is silent. */
function Alive({ reading: { slot } }: { readonly reading: SlotReading }) {
  if (slot.expired)
    return (
      <td className="alive number bad" title={`Last heartbeat: ${utcDateAndTime(slot.lastRefresh)}`}>
        <b>silent</b>
      </td>
    );
  const started = slot.agentStarted === null ? 'not known' : utcDateAndTime(slot.agentStarted);
  return (
    <td className="alive number quiet" title={`The agent started: ${started}`}>
      {slot.agentStarted !== null && <Age since={slot.agentStarted} />}
    </td>
  );
}
