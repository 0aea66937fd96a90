import type { Run } from './run.js';

/** Where runs are kept. Saving a run again replaces it. */
export interface RunStore {
  save(run: Run): Promise<void>;
  get(id: string): Promise<Run | undefined>;
  /** Newest first. */
  list(first: number): Promise<readonly Run[]>;
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
    list: async (first) => [...runs.values()].reverse().slice(0, first),
  };
}
