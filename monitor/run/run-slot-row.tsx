import { memo } from 'react';
import { nameOf } from '../live/model.js';
import { SlotLink } from '../location/links.js';
import type { SlotProgress } from '../runs/run-model.js';
import { ownParams, paramsText } from '../runs/run-words.js';
import { duration } from '../shared/duration.js';
import { ServerText } from '../shared/server-text.js';
import { useNow } from '../shared/ticking.js';
import { LOOKS, STATUS_WORDS, StatusSign } from '../states/outcome.js';
import { SlotDetail } from './slot-detail.js';
import { StartMark, TimeBar } from './time-bar.js';
import { endOf, exactDuration, isRunning, type Scale, timeOf } from './timeline.js';
import type { SlotDetails } from './use-details.js';
import type { Message } from './use-messages.js';

export interface RunSlotRowProps extends Pick<Scale, 'from' | 'length' | 'skew'> {
  readonly slot: SlotProgress;
  /** The parameters of the run, for those that differ. */
  readonly runParams: unknown;
  readonly isUnfolded: boolean;
  readonly details: SlotDetails | undefined;
  readonly messages: readonly Message[] | undefined;
  readonly onUnfold: (instanceId: string) => void;
}

/** One slot of a run: a line with its times, a line with the reason if there is one, and the details when unfolded. */
export const RunSlotRow = memo(function RunSlotRow(props: RunSlotRowProps) {
  const { slot, from, length, skew, runParams, isUnfolded, details, messages, onUnfold } = props;
  const { status, reason, overdue } = slot;
  const start = timeOf(slot.startTime);
  const own = paramsText(ownParams(details?.params, runParams));
  const isBad = LOOKS[status] === 'bad';
  const look = isBad ? 'act' : overdue ? 'look' : 'none';
  const toggle = () => onUnfold(slot.instanceId);
  return (
    <tbody className={`slot-of-run urgency-${look}`} data-slot={slot.instanceId}>
      <tr>
        <td className="state">
          <StatusSign status={status} /> <b className="word">{overdue ? 'Overdue' : STATUS_WORDS[status]}</b>
        </td>
        <th scope="row">
          <SlotLink slot={slot} />
        </th>
        <td className="wide start">{start !== null && <StartMark after={start - from} skew={skew} />}</td>
        <td className="wide time">
          <TimeBar {...{ slot, from, length }} />
        </td>
        <td className="number">
          <Took slot={slot} />{' '}
          <button
            type="button"
            className="unfold"
            aria-expanded={isUnfolded}
            aria-label={`Details of ${nameOf(slot)}`}
            onClick={toggle}
          >
            {isUnfolded ? '▾' : '▸'}
          </button>
        </td>
      </tr>
      {(reason !== null || own !== '') && (
        <tr className="reason">
          <td colSpan={5}>
            {reason !== null && (
              <b>
                <ServerText text={reason} />
              </b>
            )}{' '}
            {own !== '' && <span>with {own}</span>}
            {isBad && (
              <button type="button" className="link" onClick={toggle}>
                {isUnfolded ? 'Hide' : 'Show'} the {status === 'FAILED' ? 'traceback' : 'details'}
              </button>
            )}
          </td>
        </tr>
      )}
      {isUnfolded && (
        <tr>
          <td colSpan={5}>
            <SlotDetail slot={slot} detail={details?.detail ?? null} messages={messages ?? []} />
          </td>
        </tr>
      )}
    </tbody>
  );
});

/** How long a slot took, or how long it has run and how long that usually takes. */
function Took({ slot }: { readonly slot: SlotProgress }) {
  const start = timeOf(slot.startTime);
  if (start === null) return null;
  if (isRunning(slot.status) && slot.endTime === null)
    return <Elapsed start={start} expected={timeOf(slot.expectedEndTime)} />;
  const end = endOf(slot, 0);
  return end === null ? 'not known' : exactDuration(end - start);
}

function Elapsed({ start, expected }: { readonly start: number; readonly expected: number | null }) {
  const now = useNow();
  return `${duration(now - start)}${expected === null ? '' : ` of ${duration(expected - start)}`}`;
}
