import {
  type DirectorLog,
  isPresent,
  type LoggedGrantRequest,
  runOfGrantee,
} from '../director/director-log.js';
import type { Evidence } from './evidence.js';

/** The server holds a grant for this time, and renews it before. */
const GRANT_MS = 100_000;
/** The director ends a grant within this time, and a message takes the rest. */
const TURN_MS = 2000;
/** A run that waits for its slots or for the store before it begins, or that is rejected then. */
const BEFORE_RUN_MS = 60_000;
/** Before that, a fault can have left a request or an answer of the director behind. */
const QUIET_MS = 60_000;

/** A grant ends soon after its run, and the server never renews or releases the grant of another client. */
export function checkGrantEnds(evidence: Evidence, director: DirectorLog): void {
  const { history, swarm, endedAt, breach } = evidence;
  const ends = new Map<string, number>();
  for (const { run, at } of history.publications) {
    if (run.endTime !== null && !ends.has(run.id)) ends.set(run.id, at);
  }
  for (const grant of director.grants) {
    const run = runOfGrantee(grant.grantee);
    if (run === null) continue;
    const runEnd = ends.get(run);
    const since = runEnd === undefined ? grant.from + BEFORE_RUN_MS : Math.max(runEnd, grant.from);
    const due = since + boundOf(evidence, director, runEnd);
    const to = grant.to ?? endedAt;
    if (to > due) breach(`the grant ${grant.name} of ${run} ended at ${to}, but its run ended at ${runEnd}`);
  }
  // A server whose wall clock was set does not know when its grant ends.
  if (swarm.faults.clockStep !== null) return;
  for (const request of director.requests) {
    const { action, at, name, grantee, holder, isRefused } = request;
    if (action === 'acquire' || isRefused || holder === grantee || runOfGrantee(grantee) === null) continue;
    if (isHeldWhenSent(evidence, director, request)) continue;
    breach(`the server did ${action} the grant ${name} of ${holder} at ${at}, as ${grantee}`);
  }
}

/** How long a grant may be held after its run. */
function boundOf({ swarm, history }: Evidence, director: DirectorLog, runEnd: number | undefined): number {
  const { network, faults } = swarm;
  const absent = director.absences.reduce((ms, absence) => ms + absence.to - absence.from, 0);
  const most =
    GRANT_MS + absent + 2 * network.slowestMs + TURN_MS + (faults.clockStep === null ? 0 : GRANT_MS);
  if (runEnd === undefined) return most;
  const soon = 2 * network.slowestMs + TURN_MS;
  const isSure = network.loseRequest + network.loseAnswer + network.garbleAnswer === 0;
  const [since, until] = [runEnd - QUIET_MS, runEnd + soon];
  const isQuiet = !history.disturbances.some((at) => at > since && at < until);
  return isSure && isQuiet && faults.clockStep === null && isPresent(director, since, until) ? soon : most;
}

/** Whether the server held its own grant when it sent the request: while a request is under way, the grant may end. */
function isHeldWhenSent(
  { history }: Evidence,
  { address, grants }: DirectorLog,
  { at, action, name, grantee }: LoggedGrantRequest,
): boolean {
  const sent = history.calls.findLast(
    (call) =>
      call.at <= at &&
      call.address === address &&
      call.action === action &&
      (call.params as { readonly grantee?: unknown }).grantee === grantee,
  );
  if (!sent) return false;
  return grants.some(
    (grant) =>
      grant.name === name &&
      grant.grantee === grantee &&
      grant.from <= sent.at &&
      (grant.to === null || grant.to > sent.at),
  );
}
