import type { Closable } from '../../lib/topic.js';
import type { Peers } from './peers.js';
import type { Run } from './run.js';

/** The open runs that this server knows but does not execute: those of other servers, and those without a server. */
export interface OtherRuns extends Closable {
  readonly open: readonly Run[];
  get(id: string): Run | undefined;
  /** Another server executes the run, or will do so. */
  put(run: Run): void;
  /** This server executes the run now. */
  remove(id: string): void;
}

export interface OtherRunsOptions {
  readonly peers: Pick<Peers, 'changed' | 'watch'>;
  /** Whether this server executes the run itself, although another one has changed it. */
  readonly isOurs: (run: Run) => boolean;
  /** Called with each change of a run. */
  readonly publish: (run: Run, before: Run | null) => void;
}

export function createOtherRuns({ peers, isOurs, publish }: OtherRunsOptions): OtherRuns {
  const runs = new Map<string, Run>();

  function show(run: Run): void {
    if (isOurs(run)) return;
    const before = runs.get(run.id) ?? null;
    if (before && before.revision >= run.revision) return;
    if (run.endTime === null) runs.set(run.id, run);
    else runs.delete(run.id);
    publish(run, before);
  }

  const listening = peers.changed.listen(show);
  return {
    get open() {
      return [...runs.values()];
    },
    get: (id) => runs.get(id),
    put(run) {
      runs.set(run.id, run);
      // It may end before this server next looks for open runs.
      peers.watch(run.id);
    },
    remove: (id) => void runs.delete(id),
    close: () => listening.close(),
  };
}
