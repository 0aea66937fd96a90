import { useSlotReadings } from '../context/context.js';
import { figureText, numberText } from '../figures/figure-text.js';
import { RunLink, SlotLink } from '../location/links.js';
import { deviationOf, markOf } from '../results/deviation.js';
import { utcMinute } from '../shared/utc.js';
import { figureOf, type LastResults, type ResultGroup } from './last-results.js';

export interface ResultsTableProps {
  readonly groups: LastResults['groups'];
  /** The day is shown for results of another day. */
  readonly now: number;
}

/** The last results of all slots: an operation is a group of columns, a slot is a line. */
export function ResultsTable({ groups, now }: ResultsTableProps) {
  const readings = useSlotReadings();
  return (
    <div className="wide">
      <table className="last-results">
        <thead>
          <tr>
            <th rowSpan={2} scope="col">
              Slot
            </th>
            {groups.map(({ operation, figures }) => (
              <th key={operation} scope="colgroup" colSpan={figures.length + 1}>
                {operation}
              </th>
            ))}
          </tr>
          <tr>
            {groups.map((group) => (
              <Heads key={group.operation} group={group} />
            ))}
          </tr>
        </thead>
        <tbody>
          {readings.map(({ slot }) => (
            <tr key={slot.id}>
              <th scope="row">
                <SlotLink slot={slot} />
              </th>
              {groups.map((group) => (
                <Cells key={group.operation} group={group} instanceId={slot.instanceId} now={now} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Heads({ group: { figures } }: { readonly group: ResultGroup }) {
  return (
    <>
      {figures.map(({ name, word, scale }) => (
        <th key={name} scope="col" className="number">
          {word}
          {scale.unit && `, ${scale.unit}`}
        </th>
      ))}
      <th scope="col" className="number at">
        at, UTC
      </th>
    </>
  );
}

interface CellsProps {
  readonly group: ResultGroup;
  readonly instanceId: string;
  readonly now: number;
}

function Cells({ group: { figures, bySlot }, instanceId, now }: CellsProps) {
  const result = bySlot.get(instanceId);
  const at = result && utcMinute(result.endTime, now);
  return (
    <>
      {figures.map(({ name, scale }) => {
        const figure = figureOf(result, name);
        if (!figure) {
          return (
            <td key={name} className="number quiet">
              –
            </td>
          );
        }
        const mark = markOf(deviationOf(figure));
        return (
          <td
            key={name}
            className={mark ? 'number outlier' : 'number'}
            title={figure.outlierReason ?? figureText(figure.value, figure.unit)}
          >
            {mark} {numberText(figure.value / scale.factor)}
          </td>
        );
      })}
      <td className="number quiet at">{result?.run ? <RunLink run={result.run}>{at}</RunLink> : at}</td>
    </>
  );
}
