import { useSlotReadings } from '../context/context.js';
import { localZone } from '../shared/local-time.js';
import { utcDay } from '../shared/utc.js';
import { problemsNow, stillFailed } from './open-failure.js';
import type { RunLine } from './run-list.js';
import { RunRow } from './run-row.js';

/** Runs, a line each, newest first, by the day on which they began. */
export function RunTable({ runs }: { readonly runs: readonly RunLine[] }) {
  const problems = problemsNow(useSlotReadings());
  const days = byDay(runs);
  const zone = localZone(Date.now());
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so people with a keyboard must be able to reach it.
    <section className="run-table" aria-label="Runs, newest first" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Started, UTC {zone && `(${zone})`}</th>
            <th scope="col">Operation</th>
            <th scope="col">Slots</th>
            <th scope="col" className="number">
              Took
            </th>
            <th scope="col">By</th>
            <th scope="col">Details</th>
            <th scope="col">
              <span className="hidden">Links</span>
            </th>
          </tr>
        </thead>
        {days.map(({ day, runs: ofDay }) => (
          <tbody key={day}>
            <tr className="day">
              <th scope="rowgroup" colSpan={8}>
                {day}
              </th>
            </tr>
            {ofDay.map((run) => (
              <RunRow
                key={run.id}
                run={run}
                needsPeople={run.status === 'FAILED' && stillFailed(run, problems).length > 0}
              />
            ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}

interface Day {
  readonly day: string;
  readonly runs: RunLine[];
}

function byDay(runs: readonly RunLine[]): readonly Day[] {
  const days: Day[] = [];
  for (const run of runs) {
    const day = utcDay(run.startTime);
    const last = days.at(-1);
    if (last?.day === day) last.runs.push(run);
    else days.push({ day, runs: [run] });
  }
  return days;
}
