import { type DirectorLog, type LoggedGrant, runOfGrantee } from '../director/director-log.js';
import { GRANT_SECRET } from '../director/habits.js';
import type { LoggedStart, SlotLog } from '../slot-log.js';
import type { Evidence } from './evidence.js';
import { checkGrantEnds } from './grant-ends.js';
import type { RunSeen } from './runs-seen.js';

/**
 * The exclusive grants, by the logs of the director and of the slots: a run starts nothing before it has its grant, no
 * run uses the grant of another, and no password of a grant is anywhere but in the requests to the slots.
 */
export function checkGrants(evidence: Evidence): void {
  const { director } = evidence.history;
  if (director === null) return;
  checkGrantStarts(evidence, director);
  checkGrantEnds(evidence, director);
  checkRefused(evidence);
  checkSecrets(evidence);
  countGrants(evidence, director);
}

function checkGrantStarts({ history, slots, runs, breach }: Evidence, director: DirectorLog): void {
  const { grants } = director;
  const requests = new Map(history.requests.map((request) => [request.mark, request]));
  const byMark = new Map(runs.flatMap((seen) => (seen.run.action === 'RUN' ? [[seen.mark, seen]] : [])));
  for (const { log } of slots) {
    for (const start of log.starts) {
      const { mark, at, access } = start;
      const request = mark === null ? undefined : requests.get(mark);
      if (!request) continue;
      const run = byMark.get(request.mark)?.run.id ?? null;
      const own = grants.filter((grant) => run !== null && runOfGrantee(grant.grantee) === run);
      const first = own.find(({ name, from }) => name === request.grant && from <= at);
      if (request.grant !== null && !first)
        breach(`${mark} reached ${log.name} before the director had given it the grant ${request.grant}`);
      const used = grants.find(({ password }) => password === access?.password);
      if (used && !own.includes(used))
        breach(`${mark} reached ${log.name} with the grant of ${used.grantee}`);
      if (used && !covers(used, log))
        breach(`${mark} was sent to ${log.name} with the grant ${used.name}, which does not cover it`);
      if (first && used === first && !mayBeMistaken(director, first) && isUnheard(log, start, first))
        breach(`${mark} was sent to ${log.name} at ${at}, before its agent knew the grant ${first.name}`);
    }
  }
  for (const { run, mark } of byMark.values()) {
    const wanted = requests.get(mark)?.grant ?? null;
    if (run.exclusiveGrant !== wanted)
      breach(`${mark} is shown with the grant ${run.exclusiveGrant} instead of ${wanted}`);
  }
}

const covers = (grant: LoggedGrant, { address }: SlotLog) =>
  grant.covers.some((id) => address.endsWith(`.${id}`));

/** A director that restarts counts its steps again: the step of an agent that has not heard of this may be the right one. */
const mayBeMistaken = ({ absences }: DirectorLog, { from }: LoggedGrant) =>
  absences.some((absence) => absence.from < from);

/** Whether the agent has never heard of the grant, although it has not restarted since the grant began. */
function isUnheard({ agents }: SlotLog, { at, access }: LoggedStart, grant: LoggedGrant): boolean {
  if (access === null || access.isKnown || (grant.to !== null && grant.to <= at)) return false;
  return agents.some(({ from, to }) => from <= grant.from && (to === null || to > at));
}

/** An agent that refuses a start has not begun it. Only if its answer was lost, the outcome may be another. */
function checkRefused({ runs, swarm, breach }: Evidence): void {
  for (const { run, mark, slots } of runs) {
    if (run.action !== 'RUN') continue;
    for (const { name, log, part } of slots) {
      const isRefused = log.starts.some((start) => start.mark === mark && start.isRefused);
      if (!isRefused || part.inferred) continue;
      const isWrong = swarm.isCalm
        ? part.status !== 'REJECTED'
        : ['SUCCEEDED', 'FAILED', 'CANCELLED', 'ALREADY_RUNNING'].includes(part.status);
      if (isWrong) breach(`${mark} is ${part.status} on ${name}, which has refused its password`);
    }
  }
}

function checkSecrets({ history, disk, breach }: Evidence): void {
  const isTold = (value: unknown) => JSON.stringify(value).includes(GRANT_SECRET);
  for (const run of disk.latest.values()) {
    if (isTold(run)) breach(`the password of a grant is on the disk, in ${run.id}`);
  }
  for (const { run } of history.publications) {
    if (isTold(run)) breach(`the password of a grant is shown in ${run.id}`);
  }
  for (const { mark, answer } of history.requests) {
    if (answer && 'error' in answer && isTold(answer)) breach(`the password of a grant is told to ${mark}`);
  }
}

function countGrants({ history, runs, count }: Evidence, { grants, requests }: DirectorLog): void {
  const endOf = new Map(runs.map((seen): [string, number] => [seen.run.id, endedAt(seen)]));
  for (const { grantee, to, end } of grants) {
    const run = runOfGrantee(grantee);
    const runEnd = run === null ? undefined : endOf.get(run);
    if (runEnd === undefined) continue;
    count('a run held a grant');
    if (end !== 'released' && to !== null && to < runEnd) count('a grant ended under its run');
  }
  for (const { action, grantee, isRefused } of requests) {
    if (runOfGrantee(grantee) === null) continue;
    if (action === 'renew' && !isRefused) count('a held grant was renewed');
  }
  for (const { answer } of history.requests) {
    if (answer && 'error' in answer && answer.error === 'GRANT_REFUSED') count('a run was refused a grant');
  }
}

const endedAt = ({ run, at }: RunSeen) => (run.endTime === null ? Infinity : at);
