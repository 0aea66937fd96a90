import { useMemo, useSyncExternalStore } from 'react';
import { useMonitor, useSlotReadings } from '../context/context.js';
import { useRunList } from '../runs/use-run-list.js';
import { useStore } from '../shared/store.js';
import { useNow } from '../shared/ticking.js';
import { truth } from '../top/truth.js';
import { doubts, timeOfData } from './doubts.js';
import type { LastResults } from './last-results.js';
import { failures, inTrouble, type Line, notAcknowledged, notes, openRuns, outOfService } from './lines.js';
import type { Shift } from './shift.js';
import { type Ran, ranOf } from './summary.js';
import { useLastResults } from './use-last-results.js';

/** Number of runs of a shift that are read. */
const MOST_RUNS = 200;
const MINUTE_MS = 60_000;

/**
 * All that a hand-over contains, as it is now, or as it was when the page heard of it last. The page, the paper and the text
 * show the same.
 */
export interface HandOver {
  readonly shift: Shift;
  /** The time to which it is true, to the minute, in milliseconds since 1970. */
  readonly now: number;
  readonly ran: readonly Ran[];
  /** Lines by kind, in the order in which they are shown. */
  readonly lists: readonly {
    readonly title: string;
    /** Which lines the list has, if its title does not say it. */
    readonly hint?: string;
    readonly none: string;
    readonly lines: readonly Line[];
  }[];
  readonly results: LastResults | null;
  /** What it does not contain, such as runs that were not read; empty if it is complete. */
  readonly gaps: readonly string[];
}

export function useHandOver(shift: Shift): HandOver {
  const { live, link } = useMonitor();
  const readings = useSlotReadings();
  const open = useStore(live.open);
  const network = useStore(live.network);
  const linkState = useStore(link.state);
  const isKnown = useSyncExternalStore(live.slots.listen, () => live.slots.value !== null);
  const time = useNow();
  const known = truth({ link: linkState, network }, time);
  const minute = Math.floor(timeOfData(known, time) / MINUTE_MS) * MINUTE_MS;
  const filter = { since: shift.from, ...(shift.to !== null && { until: shift.to }) };
  const list = useRunList({ filter, page: MOST_RUNS, most: MOST_RUNS });
  const { results, error } = useLastResults();
  const runs = list.runs ?? [];
  const ran = useMemo(() => ranOf(runs, minute), [runs, minute]);
  const gaps = [
    ...doubts(known, isKnown ? readings.length : null),
    ...[list.error, error].filter((one) => one !== null),
    ...(list.runs === null ? ['The runs of the shift are not read yet.'] : []),
    ...(list.hasOlder ? [`Of ${list.total} runs, only the newest ${runs.length} are listed.`] : []),
    ...(network?.problems.map(({ message }) => message) ?? []),
  ];
  const none = (words: string) => (isKnown ? words : 'No data yet.');
  return {
    ...{ shift, now: minute, ran, results, gaps },
    lists: [
      {
        hint: 'The operation that failed is still the last one of the slot, or an unknown outcome is not acknowledged.',
        ...{ title: 'Open failures', none: none('No open failures.') },
        lines: notAcknowledged(readings),
      },
      {
        ...{ title: 'Expired, overdue or degraded', none: none('No slot.') },
        lines: inTrouble(readings),
      },
      { title: 'Out of service', none: none('No slot.'), lines: outOfService(readings) },
      { title: 'Open runs', none: none('No run is open.'), lines: openRuns(open) },
      {
        ...{ title: 'Failed in this shift', none: 'No run failed.' },
        lines: failures(runs, readings),
      },
      { title: 'Notes and labels of runs', none: 'None.', lines: notes(runs) },
    ],
  };
}
