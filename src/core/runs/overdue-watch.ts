import type { Clock } from '../../lib/clock.js';
import { type Closable, createTopic, type Topic } from '../../lib/topic.js';
import type { Overdue } from '../slots/overdue.js';
import type { Registry } from '../slots/registry.js';
import type { CoreEvents } from './core-events.js';
import {
  EARLIEST_OVERDUE_MS,
  type Expectation,
  expectationOf,
  type UsualSeconds,
  usualSeconds,
} from './expectation.js';
import type { History } from './history.js';
import type { Run } from './run.js';

/** Reports operations that take far longer than usual: the first sign of a task that hangs. */
export interface OverdueWatch extends Closable {
  /** How long the operation of the run usually takes on its slots. */
  usual(run: Run): Promise<UsualSeconds>;
  /** The overdue operations on a slot. */
  on(address: string): readonly Overdue[];
  /** A slot of this run is overdue from now on. */
  readonly changes: Topic<Run>;
  /** Watches an open run that no event has reported. */
  see(run: Run): void;
}

export interface OverdueWatchOptions {
  readonly history: History;
  readonly events: Pick<CoreEvents, 'runs'>;
  readonly registry: Pick<Registry, 'byAddress' | 'touch'>;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

interface Watched {
  run: Run;
  /** Null until the past of its slots was read. */
  usual: UsualSeconds | null;
  /** The next time at which a slot may be overdue. */
  timer: Closable;
  /** The overdue slots, by address. */
  late: ReadonlyMap<string, Overdue>;
}

/** The past is not read at once: most runs end before, and the start of a run has more urgent reads and writes. */
const READ_AFTER_MS = EARLIEST_OVERDUE_MS / 2;
/** How long it waits if the store does not work. */
const READ_AGAIN_MS = 60_000;

export function createOverdueWatch({
  history,
  events,
  registry,
  clock,
  onError,
}: OverdueWatchOptions): OverdueWatch {
  const runs = new Map<string, Watched>();
  const changes = createTopic<Run>(onError);

  const isTask = (address: string, operation: string) =>
    registry.byAddress(address)?.api?.operations.get(operation)?.op_type === 'task';
  const usualOf = ({ operation }: Run, past: Awaited<ReturnType<History['before']>>) =>
    usualSeconds(past, (address) => isTask(address, operation));

  async function read(watched: Watched): Promise<void> {
    const past = await history.before(watched.run);
    if (runs.get(watched.run.id) !== watched) return;
    if (past === null) {
      watched.timer = clock.after(READ_AGAIN_MS, () => void read(watched));
      return;
    }
    watched.usual = usualOf(watched.run, past);
    look(watched);
  }

  /** Finds the overdue slots, and looks again when the next slot may be overdue. */
  function look(watched: Watched): void {
    const { run } = watched;
    watched.timer.close();
    const now = clock.now().getTime();
    const late = new Map<string, Overdue>();
    let next = Number.POSITIVE_INFINITY;
    for (const slot of run.slots) {
      const expectation = watched.usual && expectationOf(run, slot, watched.usual(slot));
      if (!expectation || slot.address === null) continue;
      const from = expectation.overdueFrom.getTime();
      if (from <= now) late.set(slot.address, overdue(run, expectation));
      else next = Math.min(next, from);
    }
    if (next !== Number.POSITIVE_INFINITY) watched.timer = clock.after(next - now, () => look(watched));
    show(watched, late);
  }

  /** A slot that is no longer overdue has ended: the run itself reports that. */
  function show(watched: Watched, late: ReadonlyMap<string, Overdue>): void {
    const fresh = [...late.keys()].filter((address) => !watched.late.has(address));
    watched.late = late;
    for (const address of fresh) registry.touch(address);
    if (fresh.length > 0) changes.emit(watched.run);
  }

  function see(run: Run): void {
    const watched = runs.get(run.id);
    if (run.action !== 'RUN' || run.endTime !== null) {
      watched?.timer.close();
      runs.delete(run.id);
    } else if (!watched) {
      const timer = clock.after(READ_AFTER_MS, () => void read(fresh));
      const fresh: Watched = { run, usual: null, timer, late: new Map() };
      runs.set(run.id, fresh);
    } else if (run.revision > watched.run.revision) {
      watched.run = run;
      if (watched.usual) look(watched);
    }
  }

  const listening = events.runs.listen(see);
  return {
    ...{ changes, see },
    usual: async (run) => usualOf(run, await history.before(run)),
    on: (address) => [...runs.values()].flatMap(({ late }) => late.get(address) ?? []),
    close() {
      listening.close();
      for (const { timer } of runs.values()) timer.close();
      runs.clear();
    },
  };
}

function overdue({ id, operation }: Run, { seconds, overdueFrom }: Expectation): Overdue {
  return { runId: id, operation, usualSeconds: seconds, since: overdueFrom };
}
