import { ranAt } from '../slot-log.js';
import type { Evidence } from './evidence.js';

/** Maximum time between two heartbeats without faults, plus the delay of the network. */
const BEAT_MS = 1100;
/** A stop must be sent within this time. */
const SOON_MS = 1000;
/** Before the stop, the link must have had no fault for this time: pings detect a silent link. */
const QUIET_MS = 8000;

/** Stops are sent, also if the store hangs. If a stop succeeded, the operation was not running. */
export function checkHalts({ history, runs, swarm, breach, count }: Evidence): void {
  const requestedAt = new Map(history.halts.map(({ at, run }) => [run.id, at]));
  for (const { run, slots } of runs) {
    const at = requestedAt.get(run.id);
    if (at === undefined) continue;
    const what = `${run.action} ${run.operation} at ${at}`;
    for (const { name, log, part, closedAt } of slots) {
      if (part.status !== 'SUCCEEDED') continue;
      // A heartbeat that is a second old counts like an answer of the agent.
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
    // The task `abort` is started for `run` only while it runs; take_noise cannot be aborted.
    if (!['STOP stream', 'ABORT take_bgmap'].includes(`${run.action} ${run.operation}`)) continue;
    const isQuiet = !history.disturbances.some((one) => one > at - QUIET_MS && one < at + SOON_MS);
    if (!isLinked || !isQuiet) continue;
    for (const { address, instanceId } of run.slots) {
      const isSent = history.calls.some(
        (call) =>
          call.at >= at && call.at <= at + SOON_MS && call.address === address && call.action === action,
      );
      if (address !== null && !isSent)
        breach(`${action} ${run.operation} at ${at} was not sent to ${instanceId}`);
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
