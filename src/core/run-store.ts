import type { Face, Run, RunAction, RunStatus } from './run.js';

/** Which runs are meant; what is left out does not matter. */
export interface RunFilter {
  readonly operation?: string;
  readonly statuses?: readonly RunStatus[];
  readonly actions?: readonly RunAction[];
  readonly face?: Face;
  readonly requestedBy?: string;
  /** Runs that command a slot of this stream id or instance id. */
  readonly slot?: string;
  /** Runs that began at this moment or later. */
  readonly since?: Date;
  /** Runs that began before this moment. */
  readonly until?: Date;
}

/** A page of runs, newest first. */
export interface RunPage {
  readonly runs: readonly Run[];
  /** True if there are older ones. */
  readonly hasMore: boolean;
}

/** Where runs are kept. Saving a run again replaces it. */
export interface RunStore {
  save(run: Run): Promise<void>;
  get(id: string): Promise<Run | undefined>;
  /** The newest `first` runs, or those that are older than the run `after`; empty if that is not kept. */
  list(filter: RunFilter, first: number, after: string | null): Promise<RunPage>;
}

export function matchesFilter(run: Run, filter: RunFilter): boolean {
  const { operation, statuses, actions, face, requestedBy, slot, since, until } = filter;
  return (
    (operation === undefined || run.operation === operation) &&
    (statuses === undefined || statuses.includes(run.status)) &&
    (actions === undefined || actions.includes(run.action)) &&
    (face === undefined || run.face === face) &&
    (requestedBy === undefined || run.requestedBy === requestedBy) &&
    (slot === undefined || run.slots.some((one) => one.streamId === slot || one.instanceId === slot)) &&
    (since === undefined || run.startTime >= since) &&
    (until === undefined || run.startTime < until)
  );
}

/** Keeps the newest runs until the server ends. */
export function createMemoryRunStore(capacity = 1000): RunStore {
  const runs = new Map<string, Run>();
  return {
    async save(run) {
      runs.set(run.id, run);
      const [oldest] = runs.keys();
      if (runs.size > capacity && oldest !== undefined) runs.delete(oldest);
    },
    get: async (id) => runs.get(id),
    async list(filter, first, after) {
      const newestFirst = [...runs.values()].reverse();
      const from = after === null ? 0 : newestFirst.findIndex(({ id }) => id === after) + 1;
      if (after !== null && from === 0) return { runs: [], hasMore: false };
      const meant = newestFirst.slice(from).filter((run) => matchesFilter(run, filter));
      return { runs: meant.slice(0, first), hasMore: meant.length > first };
    },
  };
}
