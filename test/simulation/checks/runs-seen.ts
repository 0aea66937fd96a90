import type { Run, RunSlot } from '../../../src/core/runs/run.js';
import { groupBy } from '../../../src/lib/group-by.js';
import { type History, markAt, type Publication } from '../history.js';
import type { LoggedSession, SlotLog } from '../slot-log.js';

/** A run for the checkers, from all its published states. */
export interface RunSeen {
  readonly run: Run;
  readonly mark: string;
  /** When its last state was published. */
  readonly at: number;
  readonly slots: readonly RunSlotSeen[];
}

/** One slot of a run, with the log of the slot. */
export interface RunSlotSeen {
  readonly name: string;
  readonly part: RunSlot;
  readonly log: SlotLog;
  /** When its outcome was first published; null if it has none. */
  readonly closedAt: number | null;
  /** The server that first published the end of the session, if that server also executed the run then. */
  readonly endSeenBy: number | null;
  /** When the start was sent; null if it never was. */
  readonly sentAt: number | null;
  /** The session that the request started, from the log of the slot. */
  readonly own: LoggedSession | null;
  /** The session that the server shows for the run, from the log of the slot. */
  readonly taken: LoggedSession | null;
}

const UNDER_WAY = ['PENDING', 'STARTING', 'RUNNING', 'READY', 'STOPPING'];

/** The checkers do not use the core's function, so that they can find a mistake in it. */
export function isClosed({ status, mayReturn }: Pick<RunSlot, 'status' | 'mayReturn'>): boolean {
  return !UNDER_WAY.includes(status) && !(status === 'LOST' && mayReturn);
}

/**
 * The published states of each run. A server can still show states of a run that another server has taken, until it
 * knows that its lock is lost: they are older than all states of that server.
 */
export function publicationsOf({ publications }: History): Map<string, Publication[]> {
  const byId = groupBy(publications, ({ run }) => run.id);
  for (const shown of byId.values()) {
    const drivers = [...new Set(shown.map(({ run }) => run.driver))];
    const turn = ({ run }: Publication) => drivers.indexOf(run.driver);
    shown.sort((a, b) => turn(a) - turn(b));
  }
  return byId;
}

export function runsSeen(history: History): RunSeen[] {
  const logs = new Map(history.slots.map((log) => [log.address, log]));
  return [...publicationsOf(history).values()].flatMap((shown) => {
    const last = shown.at(-1);
    if (!last) return [];
    const mark = markOfRun(history, shown);
    const slots = last.run.slots.flatMap((part, index): RunSlotSeen[] => {
      const log = part.address === null ? undefined : logs.get(part.address);
      if (!log) return [];
      const isOwn = (session: LoggedSession) =>
        session.mark === mark && session.operation === last.run.operation;
      const session = part.record?.session;
      const isTaken = ({ operation, number, startTime }: LoggedSession) =>
        operation === session?.op_name && number === session.session_id && startTime === session.start_time;
      // If a server dies before it could store an outcome, its successor continues the run: the last outcome counts.
      const isOther = (was: RunSlot) => !isClosed(was) || was.status !== part.status;
      const closed = shown[shown.findLastIndex(({ run }) => isOther(run.slots[index] as RunSlot)) + 1];
      const seen = shown.find(({ run }) => run.slots[index]?.record?.session.status === 'done');
      const isStart = ({ address, action, params }: History['calls'][number]) =>
        address === log.address && action === 'start' && markOf(params) === mark;
      return [
        {
          ...{ name: log.name, part, log, closedAt: closed?.at ?? null },
          endSeenBy: seen && !seen.isEcho ? seen.server : null,
          sentAt: mark === '' ? null : (history.calls.find(isStart)?.at ?? null),
          own: mark === '' ? null : (log.sessions.find(isOwn) ?? null),
          taken: session ? (log.sessions.find(isTaken) ?? null) : null,
        },
      ];
    });
    return [{ run: last.run, at: last.at, mark, slots }];
  });
}

/** The mark of the request that began the run, from the time when the run was first published. */
export function markOfRun(history: Pick<History, 'attempts'>, shown: readonly Publication[]): string {
  const mark = markOf(shown[0]?.run.params) ?? '';
  return markAt(history, mark, Math.min(...shown.map(({ at }) => at)));
}

/** The mark in the parameters of a call or of a run. */
export function markOf(params: unknown): string | null {
  return (params as { readonly mark?: string } | null | undefined)?.mark ?? null;
}
