import { numberText, type Scale, scaleOf } from '../figures/figure-text.js';
import { RunLink, SlotLink } from '../location/links.js';
import type { Column, Figure } from './column.js';
import { markOf } from './column-marks.js';
import { deviationOf } from './deviation.js';
import { readFigureName, titleOfQuantity, wordOfPlace } from './figure-name.js';
import { figuresOf } from './picture.js';
import { Scrolls } from './scrolls.js';
import { utcDateAndTime } from './subject.js';

interface Quantity {
  readonly quantity: string;
  readonly names: readonly string[];
  readonly scale: Scale;
}

/** All numbers: a line for each column of the pictures. */
export function NumbersTable({ columns }: { readonly columns: readonly Column[] }) {
  const quantities = quantitiesOf(columns);
  return (
    <div>
      <h3>Numbers</h3>
      <Scrolls label="Numbers">
        <table className="results-table">
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                Slot
              </th>
              {quantities.map(({ quantity, names, scale }) => (
                <th key={quantity} scope="colgroup" colSpan={names.length} className="first">
                  {[titleOfQuantity(quantity), scale.unit].filter(Boolean).join(', ')}
                </th>
              ))}
              <th scope="col" rowSpan={2} className="first">
                Ended
              </th>
            </tr>
            <tr>
              {quantities.flatMap(({ names }) =>
                names.map((name, index) => (
                  <th key={name} scope="col" className={index === 0 ? 'number first' : 'number'}>
                    {wordOfPlace(readFigureName(name)) || 'all'}
                  </th>
                )),
              )}
            </tr>
          </thead>
          <tbody>
            {columns.map((column) => (
              <Line key={column.key} column={column} quantities={quantities} />
            ))}
          </tbody>
        </table>
      </Scrolls>
    </div>
  );
}

function Line({ column, quantities }: { column: Column; quantities: readonly Quantity[] }) {
  const byName = new Map(column.figures.map((figure) => [figure.name, figure]));
  const width = quantities.reduce((sum, { names }) => sum + names.length, 0);
  return (
    <tr>
      <th scope="row">
        <SlotLink slot={column} />
      </th>
      {column.absence ? (
        <td colSpan={width} className={column.absence.isBad ? 'first bad' : 'first quiet'}>
          {[column.absence.word, column.absence.reason].filter(Boolean).join(': ')}
        </td>
      ) : (
        quantities.flatMap(({ names, scale }) =>
          names.map((name, index) => (
            <NumberCell key={name} figure={byName.get(name)} scale={scale} isFirst={index === 0} />
          )),
        )
      )}
      <td className="first">
        {column.endTime &&
          (column.runId ? (
            <RunLink run={{ id: column.runId }}>{utcDateAndTime(column.endTime)}</RunLink>
          ) : (
            utcDateAndTime(column.endTime)
          ))}
      </td>
    </tr>
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
  return (
    <td className={look}>
      {deviation && `${markOf(deviation)} `}
      {figure ? numberText(figure.value / scale.factor) : '–'}
    </td>
  );
}

function quantitiesOf(columns: readonly Column[]): readonly Quantity[] {
  const known = new Set(
    columns.flatMap(({ figures }) => figures.map(({ name }) => readFigureName(name).quantity)),
  );
  return [...known].map((quantity) => {
    const figures = columns.flatMap((column) => figuresOf(column, quantity));
    const sizes = figures.map(({ value }) => Math.abs(value)).sort((a, b) => a - b);
    return {
      quantity,
      names: [...new Set(figures.map(({ name }) => name))],
      scale: scaleOf(sizes[Math.floor(sizes.length / 2)] ?? 0, figures[0]?.unit ?? null),
    };
  });
}
