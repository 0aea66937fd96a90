import { useMemo } from 'react';
import { useSearch } from 'wouter/use-browser-location';
import type { RunAction, RunFilter, RunStatus, Via } from '../generated/graphql.js';
import { nameOf } from '../live/model.js';
import type { RunLine } from './run-list.js';

/** The members of the address that limit the list of runs. */
export const FILTER_NAMES = [
  ...(['status', 'action', 'operation', 'slot', 'label', 'by', 'via', 'since', 'until', 'text'] as const),
];
export type FilterName = (typeof FILTER_NAMES)[number];
export type FilterValues = Readonly<Record<FilterName, string>>;

/** What the address says of each; an empty text if it says nothing. */
export function useFilterValues(): FilterValues {
  const search = useSearch();
  return useMemo(() => filterValues(search), [search]);
}

export function filterValues(search: string): FilterValues {
  const params = new URLSearchParams(search);
  return Object.fromEntries(FILTER_NAMES.map((name) => [name, params.get(name) ?? ''])) as FilterValues;
}

/** The filter for the server. `text` is not part of it: the page searches for it in the runs that it has read. */
export function filterOf(values: FilterValues): RunFilter {
  const { status, action, operation, slot, label, by, via } = values;
  const since = timeOf(values.since);
  const until = timeOf(values.until);
  return {
    ...(status && { statuses: [status as RunStatus] }),
    ...(action && { actions: [action as RunAction] }),
    ...(operation && { operation }),
    ...(slot && { slot }),
    ...(label && { label }),
    ...(by && { requestedBy: by }),
    ...(via && { via: via as Via }),
    ...(since && { since }),
    ...(until && { until }),
  };
}

/** A time of the address, which is in UTC also without a `Z`, such as `2026-11-26T18:00`. Null if it is none. */
export function timeOf(text: string): string | null {
  const time = new Date(/Z|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/** True if a word of the run contains the text. */
export function hasText(run: RunLine, text: string): boolean {
  const words = [
    ...[run.operation, run.requestedBy, run.note, run.summary, ...run.labels, JSON.stringify(run.params)],
    ...run.slots.flatMap((slot) => [nameOf(slot), slot.instanceId, slot.reason]),
  ];
  const wanted = text.toLowerCase();
  return words.some((word) => word?.toLowerCase().includes(wanted));
}

/** The most runs that the server exports at once. */
const MOST_EXPORTED = 2000;

/** The table of the same runs for a spreadsheet, relative to the page. */
export function exportHref(filter: RunFilter): string {
  const params = new URLSearchParams();
  const { statuses, actions, ...others } = filter;
  const status = [statuses ?? []].flat()[0];
  const action = [actions ?? []].flat()[0];
  for (const [name, value] of Object.entries({ ...others, status, action })) {
    if (value) params.set(name, value);
  }
  params.set('count', `${MOST_EXPORTED}`);
  return `export/runs.csv?${params}`;
}
