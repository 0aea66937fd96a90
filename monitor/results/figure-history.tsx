import './results.css';
import { memo, useMemo } from 'react';
import { useMonitor } from '../context.js';
import { MonitorFigureHistoryDocument } from '../generated/graphql.js';
import { nameOf } from '../live/model.js';
import { useStore } from '../shared/store.js';
import type { Column } from './column.js';
import { columnsOfHistory } from './columns-of.js';
import { NumbersTable } from './numbers-table.js';
import { picturesOf } from './picture.js';
import { PictureFigure } from './picture-figure.js';
import { useAnswer } from './use-answer.js';

export interface FigureHistoryProps {
  readonly instanceId: string;
  readonly operation: string;
}

/** The figures of one operation on one slot: a column for each of its last 30 runs, the oldest first. */
export function FigureHistory({ instanceId, operation }: FigureHistoryProps) {
  const { live } = useMonitor();
  // The last run that ended here: its figures are new.
  const ended = useStore(live.ended).find(
    (run) => run.operation === operation && run.slots.some((slot) => slot.instanceId === instanceId),
  );
  const answer = useAnswer(MonitorFigureHistoryDocument, { slot: instanceId, operation }, ended?.id ?? '');
  const runs = answer?.data?.runs.nodes;
  const columns = useMemo(() => columnsOfHistory(runs ?? []), [runs]);
  if (!answer) return null;
  if (answer.error || columns.every(({ figures }) => figures.length === 0)) {
    return <p className="quiet">{answer.error ?? `No figures of ${operation} are stored.`}</p>;
  }
  return <Pictures columns={columns} operation={operation} />;
}

interface PicturesProps {
  readonly columns: readonly Column[];
  readonly operation: string;
}

/** Drawn again only if the figures are others. */
const Pictures = memo(function Pictures({ columns, operation }: PicturesProps) {
  const last = columns.at(-1);
  const name = last ? nameOf(last) : '';
  const subject = {
    operation: `${operation}-${name}`,
    words: `${operation} on ${name}, last ${columns.length} runs, to`,
    time: last?.endTime ?? null,
  };
  return (
    <div className="figure-history">
      {picturesOf(columns).map((picture) => (
        <PictureFigure key={picture.quantity} picture={picture} subject={subject} />
      ))}
      <details>
        <summary>Numbers of {operation}</summary>
        <NumbersTable columns={columns} of="runs" />
      </details>
    </div>
  );
});
