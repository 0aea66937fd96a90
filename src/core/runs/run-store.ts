import type { AnnotatedEvent } from './annotation.js';
import { hasName, type Run, type RunAction, type RunStatus, type Via } from './run.js';
import type { RunEvent } from './run-events.js';
import type { ResultQuery, SlotResult } from './slot-result.js';

/** Selects runs; fields that are undefined are ignored. */
export interface RunFilter {
  readonly operation?: string;
  readonly statuses?: readonly RunStatus[];
  readonly actions?: readonly RunAction[];
  readonly via?: Via;
  readonly requestedBy?: string;
  /** Runs that command a slot with this stream id, instance id or address. */
  readonly slot?: string;
  /** Runs with this label. */
  readonly label?: string;
  /** Runs with these ids. */
  readonly ids?: readonly string[];
  /** Runs that retry one of the runs with these ids. */
  readonly retriesOf?: readonly string[];
  /** Runs that began at this time or later. */
  readonly since?: Date;
  /** Runs that began before this time. */
  readonly until?: Date;
}

/** The newest runs, or the next ones after the run `after`; or the oldest, or the last ones before the run `before`. */
export type PageRequest =
  | { readonly first: number; readonly after?: string | null | undefined }
  | { readonly last: number; readonly before?: string | null | undefined };

/** A page of runs, newest first. */
export interface RunPage {
  readonly runs: readonly Run[];
  /** True if there are older runs after this page. */
  readonly hasNextPage: boolean;
  /** True if there are newer runs before this page. */
  readonly hasPreviousPage: boolean;
  /** How many runs match the filter, on all pages. */
  readonly totalCount: number;
}

/** The caller of a request, and the request id. */
export interface RequestKey {
  readonly by: string | null;
  readonly id: string;
}

/** An event of a run, and the run after it. */
export interface RunChange {
  readonly run: Run;
  readonly event: RunEvent;
}

/** One or more changes of one run, the oldest first. */
export type RunChanges = readonly [RunChange, ...RunChange[]];

/** The run after all of the changes. */
export const latestOf = (changes: RunChanges): Run => (changes.at(-1) ?? changes[0]).run;

/**
 * Stores runs. An open run is never dropped. Every write can be repeated: existing entries stay unchanged. If the store
 * does not work, every method rejects with a {@link RequestError} STORE_UNAVAILABLE.
 */
export interface RunStore {
  /**
   * Resolves when the run is stored. Nothing is sent to a slot before that.
   * @returns false if another run has the same request id, which can come from another server; nothing is stored then
   */
  create(run: Run): Promise<boolean>;
  /**
   * Stores all changes or none. Resolves when they are stored; they are not published before that. Creates the run if it
   * does not exist yet.
   * @returns false if another server executes the run now; nothing is stored then
   */
  append(changes: RunChanges): Promise<boolean>;
  /**
   * Stores an edit of a run that has ended, and tells the other servers. An open run is returned unchanged: only the
   * server that executes it stores its events.
   * @param onStored called with the run when the edit is stored, also if the call was rejected before because the store
   *   took too long
   * @returns undefined if no such run is stored
   */
  annotate(id: string, event: AnnotatedEvent, onStored: (run: Run) => void): Promise<Run | undefined>;
  /** Removes a run that was created but never began. */
  drop(id: string): Promise<void>;
  get(id: string): Promise<Run | undefined>;
  /** The run of a request id; undefined if no such run is stored. */
  ofRequest(key: RequestKey): Promise<Run | undefined>;
  /** All open runs, oldest first: a server continues them when it starts. */
  open(): Promise<readonly Run[]>;
  /**
   * A page of the matching runs, ordered by their start.
   * @throws {RequestError} if the store does not have the run of the cursor
   */
  list(filter: RunFilter, page: PageRequest): Promise<RunPage>;
  /**
   * What succeeded on these slots: the newest results of each slot, newest first. They are kept as long as their runs,
   * also if the session data are dropped before.
   */
  results(query: ResultQuery): Promise<readonly SlotResult[]>;
}

export function matchesFilter(run: Run, filter: RunFilter): boolean {
  const { operation, statuses, actions, via, requestedBy, slot, label, ids, retriesOf, since, until } =
    filter;
  return (
    (operation === undefined || run.operation === operation) &&
    (statuses === undefined || statuses.includes(run.status)) &&
    (actions === undefined || actions.includes(run.action)) &&
    (via === undefined || run.via === via) &&
    (requestedBy === undefined || run.requestedBy === requestedBy) &&
    (slot === undefined || run.slots.some((one) => hasName(one, slot))) &&
    (label === undefined || run.labels.includes(label)) &&
    (ids === undefined || ids.includes(run.id)) &&
    (retriesOf === undefined || (run.retryOf !== null && retriesOf.includes(run.retryOf))) &&
    (since === undefined || run.startTime >= since) &&
    (until === undefined || run.startTime < until)
  );
}

/**
 * True if the run matched until its last change. Of all fields in a filter only the status can change, from RUNNING to
 * an end, and the labels. An open run that has lost a label is reported with each change until its end.
 */
export function leavesFilter(run: Run, filter: RunFilter): boolean {
  if (run.revision === 1 || matchesFilter(run, filter)) return false;
  const labels = [...run.labels, ...(run.annotated?.formerLabels ?? [])];
  const hasJustEnded = run.endTime !== null && run.annotated?.isAfterEnd !== true;
  const status = hasJustEnded ? 'RUNNING' : run.status;
  return matchesFilter({ ...run, labels }, filter) || matchesFilter({ ...run, labels, status }, filter);
}
