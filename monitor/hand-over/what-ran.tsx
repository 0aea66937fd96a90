import { ToView } from '../location/links.js';
import { duration } from '../shared/duration.js';
import type { Shift } from './shift.js';
import type { Ran } from './summary.js';

export interface WhatRanProps {
  readonly ran: readonly Ran[];
  readonly shift: Shift;
}

/** What ran in the shift, by operation. */
export function WhatRan({ ran, shift }: WhatRanProps) {
  return (
    <section aria-label="What ran">
      <h3>What ran</h3>
      {ran.length === 0 && <p className="quiet">Nothing.</p>}
      {ran.length > 0 && (
        <div className="wide">
          <table>
            <thead>
              <tr>
                <th scope="col">Operation</th>
                <th scope="col" className="number">
                  Runs
                </th>
                <th scope="col" className="number">
                  Slots succeeded
                </th>
                <th scope="col" className="number">
                  Time
                </th>
                <th scope="col">Others</th>
              </tr>
            </thead>
            <tbody>
              {ran.map(({ title, runs, good, slots, ms, trouble }) => (
                <tr key={title}>
                  <th scope="row">
                    <ToView
                      view="runs"
                      params={{
                        operation: title.split(' ').at(-1) ?? title,
                        since: shift.from,
                        until: shift.to,
                      }}
                    >
                      {title}
                    </ToView>
                  </th>
                  <td className="number">{runs}</td>
                  <td className="number">
                    {good} of {slots}
                  </td>
                  <td className="number">{duration(ms)}</td>
                  <td>{trouble}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
