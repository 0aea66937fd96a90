import { figureText } from '../figures/figure-text.js';
import { SlotLink } from '../location/links.js';
import { counted } from '../shared/counted.js';
import type { Column } from './column.js';
import { markOf, type Outlier, outliersOf, partOf, percentText } from './deviation.js';
import { titleOfQuantity } from './figure-name.js';
import { Scrolls } from './scrolls.js';

/** In words: which slots have no result because something went wrong, and which figures are outliers. */
export function OutliersTable({ columns }: { readonly columns: readonly Column[] }) {
  const failed = columns.filter(({ absence }) => absence?.isBad);
  const out = outliersOf(columns);
  const slots = new Set([...failed, ...out.flatMap((one) => one.columns)]).size;
  return (
    <div>
      <h3>
        Failures and outliers{' '}
        <span>
          {slots} of {counted(columns.length, 'slot')}
        </span>
      </h3>
      {slots === 0 ? (
        <p className="quiet">None: each slot agrees with the other slots and with its own earlier results.</p>
      ) : (
        <Scrolls label="Failures and outliers">
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
                  Difference from all
                </th>
                <th scope="col" className="number">
                  Own earlier, median
                </th>
                <th scope="col" className="number">
                  Difference from earlier
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

function OutRow({ columns, quantity, which, worst }: Outlier) {
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
