import { ranAt } from '../slot-log.js';
import type { Evidence } from './evidence.js';

/** How far apart two heartbeats are at most where nothing is wrong, beside what the network takes. */
const BEAT_MS = 1100;
/** A stop that is due goes out within this time. */
const SOON_MS = 1000;
/** So long before, nothing may have disturbed our link: a silent link is noticed by its pings. */
const QUIET_MS = 8000;

/** Stops go out, whatever the store does; and a stop that succeeded means that the operation was not running. */
export function checkHalts({ history, runs, swarm, breach, count }: Evidence): void {
  const requestedAt = new Map(history.halts.map(({ at, run }) => [run.id, at]));
  for (const { run, slots } of runs) {
    const at = requestedAt.get(run.id);
    if (at === undefined) continue;
    const what = `${run.action} ${run.operation} at ${at}`;
    for (const { name, log, part, closedAt } of slots) {
      if (part.status !== 'SUCCEEDED') continue;
      // A heartbeat a second old is as good as a question.
      const from = at - BEAT_MS - swarm.network.slowestMs;
      const ends = log.sessions.flatMap(({ endedAt }) => endedAt ?? []);
      const deaths = log.agents.flatMap(({ to }) => to ?? []);
      const until = closedAt ?? Infinity;
      const moments = [from, ...ends, ...deaths].filter((moment) => moment >= from && moment <= until);
      if (moments.some((moment) => !ranAt(log, run.operation, moment))) continue;
      breach(`${what} succeeded on ${name} at ${closedAt}, but the operation ran all the time`);
    }
  }
  for (const { at, run, isLinked } of history.halts) {
    const action = run.action.toLowerCase();
    // The task `abort` is started for `run`, where it runs; take_noise cannot be aborted.
    if (!['STOP stream', 'ABORT take_bgmap'].includes(`${run.action} ${run.operation}`)) continue;
    const isQuiet = !history.disturbances.some((one) => one > at - QUIET_MS && one < at + SOON_MS);
    if (!isLinked || !isQuiet) continue;
    for (const { address, instanceId } of run.slots) {
      const isSent = history.calls.some(
        (call) =>
          call.at >= at && call.at <= at + SOON_MS && call.address === address && call.action === action,
      );
      if (address !== null && !isSent)
        breach(`${action} ${run.operation} at ${at} did not go out to ${instanceId}`);
    }
  }
  for (const { halts, sessions } of history.slots) {
    for (const { at, operation } of halts) {
      const isRace = sessions.some(
        ({ operation: own, endedAt }) =>
          own === operation && endedAt !== null && endedAt <= at && at - endedAt < 1000,
      );
      if (isRace) count('a stop raced an end');
    }
  }
}
