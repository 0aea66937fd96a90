import { systemClock } from '../lib/clock.js';
import { FOLLOW_RUN, type RunData } from './documents.js';
import { nameOf, type Output, timeOfDay } from './output.js';
import { type ServerApi, ServerError } from './server-api.js';

/** Time until the server is asked again after it could not be reached. */
const AGAIN_MS = 2000;
/** A server that restarts needs less time than this. */
const ATTEMPTS = 30;

/**
 * Shows each change of a run until it has ended, also if the server is restarted meanwhile.
 * @returns the run after its end, or the last known state if `signal` aborts
 * @throws {ServerError}
 */
export async function followRun(
  api: ServerApi,
  begun: RunData,
  out: Output,
  signal: AbortSignal,
): Promise<RunData> {
  let run = begun;
  const shown = new Map<string, string>();
  const take = (next: RunData) => {
    run = next;
    if (out.isJson) return;
    for (const { streamId, instanceId, status, reason } of next.slots) {
      const line = `${status}${reason === null ? '' : `  ${reason}`}`;
      if (shown.get(instanceId) === line) continue;
      shown.set(instanceId, line);
      out.write(`${timeOfDay()}  ${nameOf({ streamId, instanceId })}  ${line}\n`);
    }
  };
  take(begun);
  for (let failures = 0; run.endTime === null && !signal.aborted; ) {
    try {
      for await (const { run: next } of api.follow<{ run: RunData }>(FOLLOW_RUN, { id: run.id }, signal)) {
        failures = 0;
        take(next);
      }
    } catch (error) {
      failures += 1;
      const isGone = error instanceof ServerError && error.kind === 'unreachable';
      if (!isGone || failures === ATTEMPTS) throw error;
    }
    // A server that stops ends its subscriptions.
    if (run.endTime === null) await systemClock.sleep(AGAIN_MS, signal);
  }
  return run;
}
