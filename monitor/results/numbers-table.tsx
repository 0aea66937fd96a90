import { numberText, type Scale } from '../figures/figure-text.js';
import { RunLink, SlotLink } from '../location/links.js';
import { utcDateAndTime } from '../shared/utc.js';
import type { Column, Figure } from './column.js';
import { deviationOf, markOf } from './deviation.js';
import { readFigureName, titleOfQuantity, wordOfPlace } from './figure-name.js';
import { commonScale, figuresOf, quantitiesOf } from './picture.js';
import { Scrolls } from './scrolls.js';

export interface NumbersTableProps {
  readonly columns: readonly Column[];
  /** What the columns of the pictures are. */
  readonly of?: 'slots' | 'runs';
}

/** All numbers: a line for each column of the pictures. */
export function NumbersTable({ columns, of = 'slots' }: NumbersTableProps) {
  const parts = partsOf(columns);
  return (
    <Scrolls label="Numbers">
      <table className="results-table">
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>
              {of === 'slots' ? 'Slot' : 'Run'}
            </th>
            {parts.map(({ quantity, title, names }) => (
              <th key={quantity} scope="colgroup" colSpan={names.length} className="first">
                {title}
              </th>
            ))}
            {of === 'slots' && (
              <th scope="col" rowSpan={2} className="first">
                Ended
              </th>
            )}
          </tr>
          <tr>
            {parts.flatMap(({ names, quantity }) =>
              names.map((name, index) => (
                <th key={name} scope="col" className={index === 0 ? 'number first' : 'number'}>
                  {name === quantity ? 'all' : wordOfPlace(readFigureName(name)) || 'channels'}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => (
            <tr key={column.key}>
              <th scope="row">
                {of === 'slots' || !column.runId ? (
                  <SlotLink slot={column} />
                ) : (
                  <RunLink run={{ id: column.runId }}>{column.name}</RunLink>
                )}
              </th>
              <Numbers column={column} parts={parts} />
              {of === 'slots' && (
                <td className="first">
                  <EndTime column={column} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolls>
  );
}

/** One quantity of the table. */
interface Part {
  readonly quantity: string;
  readonly title: string;
  readonly names: readonly string[];
  readonly scale: Scale;
}

function partsOf(columns: readonly Column[]): readonly Part[] {
  return [...quantitiesOf(columns).keys()].map((quantity) => {
    const figures = columns.flatMap((column) => figuresOf(column, quantity));
    const measured = columns
      .flatMap((column) => column.figures)
      .some(({ name }) => name === `${quantity}_total`);
    const scale = commonScale(figures);
    const unit = scale.unit === 'channels' ? '' : scale.unit;
    return {
      ...{ quantity, scale },
      title: [titleOfQuantity(quantity), unit].filter(Boolean).join(', '),
      names: [...new Set(figures.map(({ name }) => name)), ...(measured ? [`${quantity}_total`] : [])],
    };
  });
}

function Numbers({ column, parts }: { readonly column: Column; readonly parts: readonly Part[] }) {
  const { absence, figures } = column;
  if (absence) {
    return (
      <td
        colSpan={parts.reduce((sum, { names }) => sum + names.length, 0)}
        className={absence.isBad ? 'first bad' : 'first quiet'}
      >
        {[absence.word, absence.reason].filter(Boolean).join(': ')}
      </td>
    );
  }
  const byName = new Map(figures.map((figure) => [figure.name, figure]));
  return parts.flatMap(({ names, scale }) =>
    names.map((name, index) => (
      <NumberCell key={name} figure={byName.get(name)} scale={scale} isFirst={index === 0} />
    )),
  );
}

interface NumberCellProps {
  readonly figure: Figure | undefined;
  readonly scale: Scale;
  readonly isFirst: boolean;
}

function NumberCell({ figure, scale, isFirst }: NumberCellProps) {
  const deviation = figure && deviationOf(figure);
  const look = ['number', isFirst && 'first', deviation && 'out'].filter(Boolean).join(' ');
  const factor = figure?.unit === 'channels' ? 1 : scale.factor;
  return (
    <td className={look}>
      {deviation && `${markOf(deviation)} `}
      {figure ? numberText(figure.value / factor) : '–'}
    </td>
  );
}

function EndTime({ column: { runId, endTime } }: { readonly column: Column }) {
  if (endTime === null) return null;
  const text = utcDateAndTime(endTime);
  return runId === null ? text : <RunLink run={{ id: runId }}>{text}</RunLink>;
}
