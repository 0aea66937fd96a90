import { memo } from 'react';
import { nameOf } from '../live/model.js';
import type { RunProgress, SlotProgress } from '../runs/run-model.js';
import { Strip } from '../runs/strip.js';
import { useNow } from '../shared/ticking.js';
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

/** The elapsed part of the expected time. */
function Part({ slot: { startTime, expectedEndTime } }: { readonly slot: SlotProgress }) {
  const now = useNow();
  if (startTime === null || expectedEndTime === null) return STATUS_WORDS.RUNNING;
  const start = Date.parse(startTime);
  const part = (now - start) / Math.max(1, Date.parse(expectedEndTime) - start);
  // An estimate is never 100 %.
  return part > 1 ? 'Over time' : `${Math.min(99, Math.floor(part * 100))} %`;
}
