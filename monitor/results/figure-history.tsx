import { counted } from '../shared/counted.js';
import './results.css';
import { memo } from 'react';
import { ToView } from '../location/links.js';
import { picturesOf } from './picture.js';
import { PictureFigure } from './picture-figure.js';
import { type History, useHistory } from './use-history.js';

export interface FigureHistoryProps {
  readonly instanceId: string;
  readonly operation: string;
}

/** The figures of one operation on one slot: a column for each of its last 30 runs, the oldest first. */
export function FigureHistory({ instanceId, operation }: FigureHistoryProps) {
  const history = useHistory(instanceId, operation);
  if (!history) return null;
  const { columns, subject, error } = history;
  if (columns.every(({ figures }) => figures.length === 0)) {
    return <p className="quiet">{error ?? `No figures of ${operation} are stored.`}</p>;
  }
  return (
    <div className="figure-history">
      {error !== null && (
        <p role="alert" className="bad">
          {error}
        </p>
      )}
      <Pictures columns={columns} subject={subject} />
      <p>
        <ToView view="results" params={{ slot: instanceId, operation }}>
          Numbers of {operation}
        </ToView>
      </p>
    </div>
  );
}

/** The first picture, and the others folded: the page of a slot is long. Drawn again only if the figures are others. */
const Pictures = memo(function Pictures({ columns, subject }: Omit<History, 'error'>) {
  const [first, ...others] = picturesOf(columns).map((picture) => (
    <PictureFigure key={picture.quantity} picture={picture} subject={subject} />
  ));
  return (
    <>
      {first}
      {others.length > 0 && (
        <details>
          <summary>{counted(others.length, 'more picture')}</summary>
          {others}
        </details>
      )}
    </>
  );
});
