import { figureText } from '../figures/figure-text.js';
import { SlotLink } from '../location/links.js';
import { counted } from '../shared/counted.js';
import type { Column } from './column.js';
import { markOf, partOf, percentText, type StandsOut, standsOut } from './deviation.js';
import { titleOfQuantity } from './figure-name.js';
import { Scrolls } from './scrolls.js';

/** In words: which slots have no result because something went wrong, and which figures are not as usual. */
export function StandsOutTable({ columns }: { readonly columns: readonly Column[] }) {
  const failed = columns.filter(({ absence }) => absence?.isBad);
  const out = standsOut(columns);
  const slots = new Set([...failed, ...out.flatMap((one) => one.columns)]).size;
  return (
    <div>
      <h3>
        Stands out{' '}
        <span>
          {slots} of {counted(columns.length, 'slot')}
        </span>
      </h3>
      {slots === 0 ? (
        <p className="quiet">Nothing: each slot is like the others and like its own past.</p>
      ) : (
        <Scrolls label="What stands out">
          <table className="results-table">
            <thead>
              <tr>
                <th scope="col">Slot</th>
                <th scope="col">What</th>
                <th scope="col" className="number">
                  Value
                </th>
                <th scope="col" className="number">
                  All slots, median
                </th>
                <th scope="col" className="number">
                  Against all
                </th>
                <th scope="col" className="number">
                  Own past, median
                </th>
                <th scope="col" className="number">
                  Against past
                </th>
              </tr>
            </thead>
            <tbody>
              {failed.map((column) => (
                <tr key={column.key} className="act">
                  <th scope="row">
                    <SlotLink slot={column} />
                  </th>
                  <td colSpan={6}>
                    <b className="bad">{column.absence?.word}</b> {column.absence?.reason}
                  </td>
                </tr>
              ))}
              {out.map((one) => (
                <OutRow key={`${one.columns[0]?.key} ${one.quantity}`} {...one} />
              ))}
            </tbody>
          </table>
        </Scrolls>
      )}
    </div>
  );
}

function OutRow({ columns, quantity, which, worst }: StandsOut) {
  const [column] = columns;
  const { value, unit, amongSlots, inPast } = worst.figure;
  const text = (usual: typeof amongSlots) => (usual ? figureText(usual.median, unit) : 'not known');
  return (
    <tr className="look">
      <th scope="row">
        <span aria-hidden="true">{markOf(worst)}</span> {column && <SlotLink slot={column} />}
        {columns.length > 1 && ` and ${columns.length - 1} more`}
      </th>
      <td>{[titleOfQuantity(quantity), which].filter(Boolean).join(': ')}</td>
      <td className="number">
        <b>{figureText(value, unit)}</b>
      </td>
      <td className="number">{text(amongSlots)}</td>
      <td className="number">{percentText(partOf(value, amongSlots))}</td>
      <td className="number">{text(inPast)}</td>
      <td className="number">{percentText(partOf(value, inPast))}</td>
    </tr>
  );
}
