import type { LastResults } from './last-results.js';
import { MOST_LINES } from './lines.js';
import { ResultsTable } from './results-table.js';

export interface LastResultsSectionProps {
  readonly results: LastResults;
  readonly now: number;
}

/** What all slots measured last, and the outliers. */
export function LastResultsSection({ results: { groups, outliers }, now }: LastResultsSectionProps) {
  return (
    <section aria-label="Last results">
      <h3>
        Last results <span>of each slot, also from before the shift; ▲ ▼ mark outliers</span>
      </h3>
      {groups.length === 0 ? (
        <p className="quiet">No operation has measured anything yet.</p>
      ) : (
        <ResultsTable groups={groups} now={now} />
      )}
      {outliers.length > 0 && (
        <>
          <h4>Outliers</h4>
          <ul className="lines">
            {outliers.slice(0, MOST_LINES).map(({ key, name, operation, reason }) => (
              <li key={key}>
                <span className="name">{name}</span>
                <span>
                  {operation}: {reason}
                </span>
              </li>
            ))}
          </ul>
          {outliers.length > MOST_LINES && (
            <p className="quiet">and {outliers.length - MOST_LINES} more figures</p>
          )}
        </>
      )}
    </section>
  );
}
