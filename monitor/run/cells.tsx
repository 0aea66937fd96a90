import { memo } from 'react';
import { nameOf } from '../live/model.js';
import type { RunProgress, SlotProgress } from '../runs/run-model.js';
import { Strip } from '../runs/strip.js';
import { useTick } from '../shared/ticking.js';
import { percentOf } from '../states/expected-time.js';
import { LOOKS, STATUS_WORDS, StatusSign } from '../states/outcome.js';

/** More slots have no room for their names: they are a plain strip. */
const NAMED = 48;

/** A run as one cell for each slot, in the order in which they are started. */
export function Cells({ run }: { readonly run: RunProgress }) {
  if (run.slots.length > NAMED) return <Strip run={run} />;
  return (
    <ol className="run-cells" aria-label={`Slots of ${run.operation}`}>
      {run.slots.map((slot) => (
        <Cell key={slot.id} slot={slot} />
      ))}
    </ol>
  );
}

const Cell = memo(function Cell({ slot }: { readonly slot: SlotProgress }) {
  const { status } = slot;
  return (
    <li className={`cell-${LOOKS[status]}`} title={slot.reason ?? undefined}>
      <b>{nameOf(slot)}</b>
      <span>
        <StatusSign status={status} /> {status === 'RUNNING' ? <Part slot={slot} /> : STATUS_WORDS[status]}
      </span>
    </li>
  );
});

/** How far it is, as long as it does not take far longer than usual. */
function Part({ slot: { startTime, expectedEndTime, overdue } }: { readonly slot: SlotProgress }) {
  const percent = useTick((now) => startTime && percentOf({ startTime, expectedEndTime }, now));
  return overdue ? 'Overdue' : (percent ?? STATUS_WORDS.RUNNING);
}
