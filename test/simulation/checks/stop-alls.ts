import { ranAt, type SlotLog } from '../slot-log.js';
import { OPERATIONS } from '../slot-operations.js';
import type { Evidence } from './evidence.js';

/** A heartbeat of this age counts like an answer of the agent. */
const BEAT_MS = 1100;
/** Operations that stopAll does not stop, and operations that end at once. */
const LEFT_ALONE = ['check_state', 'abort'];

/** If stopAll reports that an operation was stopped, or that nothing ran, this is true. */
export function checkStopAlls({ history, swarm, breach, count }: Evidence): void {
  const logs = new Map(history.slots.map((log) => [log.address, log]));
  for (const { at, answeredAt, result } of history.stopAlls) {
    const from = at - BEAT_MS - swarm.network.slowestMs;
    for (const { address, status, operations } of result.slots) {
      const log = logs.get(address ?? '');
      if (!log) continue;
      count(`everything was stopped: ${status}`);
      const moments = momentsOf(log, from, answeredAt);
      const ran = (operation: string) => moments.every((moment) => ranAt(log, operation, moment));
      const ended =
        status === 'STOPPED'
          ? operations
          : status === 'NOTHING_RUNNING'
            ? Object.keys(OPERATIONS).filter((operation) => !LEFT_ALONE.includes(operation))
            : [];
      for (const operation of ended.filter(ran)) {
        breach(`stopAll at ${at} reports ${status} for ${log.name}, but ${operation} ran all the time`);
      }
    }
  }
}

/** The first moment, and the moments at which the slot may have changed. */
function momentsOf({ sessions, agents }: SlotLog, from: number, until: number): number[] {
  const ends = sessions.flatMap(({ endedAt }) => endedAt ?? []);
  const deaths = agents.flatMap(({ to }) => to ?? []);
  return [from, ...[...ends, ...deaths].filter((moment) => moment > from && moment <= until)];
}
