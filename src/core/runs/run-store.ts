import type { Run, RunAction, RunStatus, Via } from './run.js';
import type { RunEvent } from './run-events.js';

/** Which runs are wanted; what is left out does not matter. */
export interface RunFilter {
  readonly operation?: string;
  readonly statuses?: readonly RunStatus[];
  readonly actions?: readonly RunAction[];
  readonly via?: Via;
  readonly requestedBy?: string;
  /** Runs that command a slot of this stream id, instance id or address. */
  readonly slot?: string;
  /** Runs that began at this moment or later. */
  readonly since?: Date;
  /** Runs that began before this moment. */
  readonly until?: Date;
}

/** The newest runs, or those right behind the run `after`; or the oldest, or those right before the run `before`. */
export type PageRequest =
  | { readonly first: number; readonly after?: string | null | undefined }
  | { readonly last: number; readonly before?: string | null | undefined };

/** A page of runs, newest first. */
export interface RunPage {
  readonly runs: readonly Run[];
  /** True if there are older ones behind it. */
  readonly hasNextPage: boolean;
  /** True if there are newer ones before it. */
  readonly hasPreviousPage: boolean;
  /** How many runs match the filter, on all pages. */
  readonly totalCount: number;
}

/** Who sent a request, and the id that they gave it. */
export interface RequestKey {
  readonly by: string | null;
  readonly id: string;
}

/**
 * Where runs are kept. An open run is never dropped. Every write can be repeated: what is there already stays as
 * it is. All of it rejects with a {@link RequestError} STORE_UNAVAILABLE where the store does not work.
 */
export interface RunStore {
  /** Resolves when the run is safe; before that nothing is sent to a slot. */
  create(run: Run): Promise<void>;
  /**
   * Resolves when the event is safe; before that nobody sees it. A run that is not there yet is created.
   * @param run what it is after the event
   */
  append(run: Run, event: RunEvent): Promise<void>;
  /** Takes back a run that was created and that never began. */
  drop(id: string): Promise<void>;
  get(id: string): Promise<Run | undefined>;
  /** The run that a request gave; undefined if none is kept. */
  ofRequest(key: RequestKey): Promise<Run | undefined>;
  /** Every run that has not ended, oldest first: what a server goes on with when it starts. */
  open(): Promise<readonly Run[]>;
  /**
   * A page of the runs that match, ordered by their start.
   * @throws {RequestError} if the run of the cursor is not kept
   */
  list(filter: RunFilter, page: PageRequest): Promise<RunPage>;
}

export function matchesFilter(run: Run, filter: RunFilter): boolean {
  const { operation, statuses, actions, via, requestedBy, slot, since, until } = filter;
  return (
    (operation === undefined || run.operation === operation) &&
    (statuses === undefined || statuses.includes(run.status)) &&
    (actions === undefined || actions.includes(run.action)) &&
    (via === undefined || run.via === via) &&
    (requestedBy === undefined || run.requestedBy === requestedBy) &&
    (slot === undefined ||
      run.slots.some(
        ({ streamId, instanceId, address }) => streamId === slot || instanceId === slot || address === slot,
      )) &&
    (since === undefined || run.startTime >= since) &&
    (until === undefined || run.startTime < until)
  );
}

/**
 * True for a run that has just stopped to match. Of all that a filter looks at only the status ever changes, from
 * RUNNING to an end: so the run matched if it did while it ran.
 */
export function leavesFilter(run: Run, filter: RunFilter): boolean {
  const { status, revision } = run;
  if (status === 'RUNNING' || revision === 1 || matchesFilter(run, filter)) return false;
  return matchesFilter({ ...run, status: 'RUNNING' }, filter);
}
