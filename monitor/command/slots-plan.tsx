import { memo } from 'react';
import { useSlotReadings } from '../context/context.js';
import { select, useSelection } from '../selection/selection.js';
import { ServerText } from '../shared/server-text.js';
import { useNow } from '../shared/ticking.js';
import { doesNow } from './does-now.js';
import type { PlanRow } from './plan-rows.js';

export interface SlotsPlanProps {
  readonly rows: readonly PlanRow[];
  /** Why the server would reject the start, in its words; undefined if it would not. */
  readonly complaint: string | undefined;
  readonly isPlanned: boolean;
}

/** The selected slots: which will be commanded, and the warnings of the server. Slots with warnings come first. */
export function SlotsPlan({ rows, complaint, isPlanned }: SlotsPlanProps) {
  const now = useNow();
  const warned = rows.filter(({ reasons }) => reasons.length > 0);
  const commanded = rows.filter(({ isCommanded }) => isCommanded).length;
  const others = rows.filter(({ reasons }) => reasons.length === 0);
  if (rows.length === 0) return <SelectFirst />;
  return (
    <section aria-label="Selected slots">
      <h3>
        Slots
        {isPlanned && (
          <span>
            {commanded} of the {rows.length} selected will be commanded
          </span>
        )}
        {warned.length > 0 && (
          <button
            type="button"
            className="aside"
            onClick={() => select(others.map(({ instanceId }) => instanceId))}
          >
            Unselect the{' '}
            {warned.length === 1 ? 'slot with a warning' : `${warned.length} slots with warnings`}
          </button>
        )}
      </h3>
      {complaint && (
        <p role="alert" className="rejected">
          <ServerText text={complaint} />
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so people with a keyboard must be able to reach it. */}
      <ul className="plan" aria-label="Plan" tabIndex={0}>
        {[...warned, ...others].map((row) => (
          <Row
            key={row.instanceId}
            instanceId={row.instanceId}
            name={row.name}
            isPlanned={isPlanned}
            isCommanded={row.isCommanded}
            words={row.reasons.join(' ') || (row.reading ? doesNow(row.reading, now) : '')}
            hasWarning={row.reasons.length > 0}
            ownParams={row.ownParams}
          />
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  readonly instanceId: string;
  readonly name: string;
  readonly isPlanned: boolean;
  readonly isCommanded: boolean;
  readonly words: string;
  readonly hasWarning: boolean;
  readonly ownParams: string | null;
}

const Row = memo(function Row(props: RowProps) {
  const { instanceId, name, isPlanned, isCommanded, words, hasWarning, ownParams } = props;
  const selected = useSelection();
  const sign = !isPlanned ? '·' : hasWarning ? '▲' : isCommanded ? '✓' : '–';
  return (
    <li className={hasWarning ? 'blocked' : undefined}>
      <span aria-hidden="true">{sign}</span>
      <b>{name}</b>
      <span>
        {hasWarning && isPlanned && <em>{isCommanded ? 'May fail: ' : 'Not commanded: '}</em>}
        <ServerText text={words} />
        {ownParams !== null && <code>{ownParams}</code>}
      </span>
      {hasWarning && (
        <button
          type="button"
          aria-label={`Unselect ${name}`}
          onClick={() => select([...selected].filter((id) => id !== instanceId))}
        >
          Unselect
        </button>
      )}
    </li>
  );
});

function SelectFirst() {
  const readings = useSlotReadings();
  const live = readings.filter(({ slot }) => !slot.expired && slot.outOfService === null);
  return (
    <section aria-label="Selected slots">
      <h3>
        Slots <span>none selected</span>
        <button
          type="button"
          className="aside"
          onClick={() => select(live.map(({ slot }) => slot.instanceId))}
        >
          Select all {live.length} live slots
        </button>
      </h3>
      <p className="quiet">
        Click the box of a slot in the list of slots, or press Space there. A request always names its slots.
      </p>
    </section>
  );
}
