import { memo } from 'react';
import { duration } from '../shared/duration.js';
import { useNow } from '../shared/ticking.js';
import { Progress, partOf } from './progress.js';
import { Sign } from './sign.js';
import { type SlotReading, URGENCY } from './slot-state.js';
import { WORDS } from './words.js';

/** One slot in one line. */
export const SlotRow = memo(function SlotRow({ reading }: { readonly reading: SlotReading }) {
  const now = useNow();
  const { slot, name, state, task, isStale } = reading;
  const { streaming, streamTag, numActiveChannels, pysmurfAction } = slot.state;
  const stale = isStale ? 'stale' : undefined;
  return (
    <tr className={`urgency-${URGENCY[state]}`} data-state={state}>
      <td className="state">
        <Sign state={state} part={(task && partOf(task, now)) ?? 0} />
        <b>{WORDS[state]}</b>
      </td>
      <th scope="row" title={slot.instanceId}>
        {name}
      </th>
      <td className="now">
        <Now reading={reading} />
      </td>
      <td className={stale}>{streaming === null ? '?' : streaming ? (streamTag ?? 'on') : 'off'}</td>
      <td className={`number ${stale ?? ''}`}>{numActiveChannels}</td>
      <td className={stale}>{pysmurfAction}</td>
      <LastOutcome reading={reading} now={now} />
      <td className="number quiet">{aliveFor(reading, now)}</td>
    </tr>
  );
});

/** What the slot does, or why it is in its state. */
function Now({ reading: { state, reason, task } }: { readonly reading: SlotReading }) {
  const isTaskShown = task !== null && state !== 'failed' && state !== 'expired';
  if (isTaskShown) return <Progress task={task} isOverdue={state === 'overdue'} />;
  return <span title={reason ?? undefined}>{reason}</span>;
}

function LastOutcome({ reading, now }: { readonly reading: SlotReading; readonly now: number }) {
  const { outcome } = reading;
  if (!outcome) return <td />;
  const { operation, success, endTime } = outcome;
  return (
    <td className={success ? 'outcome' : 'outcome failed'}>
      <span>
        <span role="img" aria-label={success ? 'succeeded' : 'failed'}>
          {success ? '✓' : '✗'}
        </span>{' '}
        {operation}
      </span>
      <span className="quiet">{duration(now - Date.parse(endTime))}</span>
    </td>
  );
}

function aliveFor({ slot }: SlotReading, now: number): string {
  if (slot.expired) return 'silent';
  return slot.agentStarted === null ? '' : duration(now - Date.parse(slot.agentStarted));
}
