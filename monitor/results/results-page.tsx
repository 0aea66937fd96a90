import { memo, type ReactNode } from 'react';
import { ToView } from '../location/links.js';
import { download } from '../shared/download.js';
import type { Column } from './column.js';
import { CopyButton } from './copy-button.js';
import { csvOf } from './csv.js';
import { NumbersTable } from './numbers-table.js';
import { OPERATIONS } from './operations.js';
import { OutliersTable } from './outliers-table.js';
import { picturesOf } from './picture.js';
import { PictureFigure } from './picture-figure.js';
import { fileNameOf, type Subject } from './subject.js';

export interface ResultsPageProps {
  /** Keep it and the columns the same while the results are the same. */
  readonly subject: Subject;
  readonly columns: readonly Column[];
  /** Which results these are, in a line. */
  readonly facts: ReactNode;
  /** Why they are not the newest, in the words of the server; null if they are. */
  readonly error: string | null;
  /** What to do if there are no figures. */
  readonly empty: ReactNode;
  /** The slot whose past the columns are; by default, the columns are slots. */
  readonly slot?: string;
}

/** The pictures of one operation, then the same in words, then all numbers. */
export function ResultsPage({ subject, columns, facts, error, empty, slot }: ResultsPageProps) {
  const isEmpty = columns.every(({ figures }) => figures.length === 0);
  const csv = () => csvOf(columns);
  return (
    <div className="results">
      <header>
        <h2>Results</h2>
        <OperationLinks current={subject.operation} slot={slot ?? null} />
        <span className="grow" />
        {!isEmpty && (
          <>
            <CopyButton what="CSV" text={csv} />
            <button
              type="button"
              className="button"
              onClick={() =>
                download(new Blob([csv()], { type: 'text/csv' }), `${fileNameOf(subject, 'results')}.csv`)
              }
            >
              Save CSV
            </button>
          </>
        )}
        <CopyButton what="link" text={() => window.location.href} />
      </header>
      <p className="empty">{facts}</p>
      {error !== null && (
        <p role="alert" className="empty bad">
          {error}
        </p>
      )}
      {isEmpty && error === null && <p className="empty">{empty}</p>}
      <Body columns={columns} subject={subject} of={slot === undefined ? 'slots' : 'runs'} />
    </div>
  );
}

interface BodyProps extends Pick<ResultsPageProps, 'columns' | 'subject'> {
  readonly of: 'slots' | 'runs';
}

/** Thousands of shapes and numbers: drawn again only if the results are others. */
const Body = memo(function Body({ columns, subject, of }: BodyProps) {
  const pictures = picturesOf(columns);
  return (
    <>
      {pictures.map((picture) => (
        <PictureFigure key={picture.quantity} picture={picture} subject={subject} />
      ))}
      {of === 'slots' && columns.length > 0 && <OutliersTable columns={columns} />}
      {pictures.length > 0 && (
        <div>
          <h3>Numbers</h3>
          <NumbersTable columns={columns} of={of} />
        </div>
      )}
    </>
  );
});

interface OperationLinksProps {
  readonly current: string;
  readonly slot: string | null;
}

function OperationLinks({ current, slot }: OperationLinksProps) {
  return (
    <nav aria-label="Operations">
      {OPERATIONS.map(([operation, word]) => (
        <ToView
          key={operation}
          view="results"
          params={{ operation, slot }}
          {...(operation === current && { className: 'current' })}
        >
          {word}
        </ToView>
      ))}
    </nav>
  );
}
