import './results.css';
import { useMonitor } from '../context.js';
import { MonitorFigureHistoryDocument } from '../generated/graphql.js';
import { nameOf } from '../live/model.js';
import { useStore } from '../shared/store.js';
import { columnsOfHistory } from './column.js';
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
  if (!answer) return null;
  const columns = columnsOfHistory(answer.data?.runs.nodes ?? []);
  const pictures = picturesOf(columns);
  const last = columns.at(-1);
  if (answer.error || !last || pictures.length === 0) {
    return <p className="quiet">{answer.error ?? `No figures of ${operation} are stored.`}</p>;
  }
  const subject = {
    operation: `${operation}-${nameOf(last)}`,
    words: `${operation} on ${nameOf(last)}, last ${columns.length} runs, to`,
    time: last.endTime,
  };
  return (
    <div className="figure-history">
      {pictures.map((picture) => (
        <PictureFigure key={picture.quantity} picture={picture} subject={subject} />
      ))}
      <details>
        <summary>Numbers of {operation}</summary>
        <NumbersTable columns={columns} of="runs" />
      </details>
    </div>
  );
}
