import type { AgentLog, LoggedSession } from './agent-log.js';
import { judgeRequests } from './judge-requests.js';
import type { Played } from './play-schedule.js';
import type { Fault, Schedule } from './schedule.js';
import type { SeenRun, SeenSlot } from './watch-runs.js';

/** Outcomes that leave open what the slot did, so that a session may belong to one of them. */
const OPEN_OUTCOMES = new Set(['LOST', 'TIMED_OUT', 'UNKNOWN', 'CANCELLED', 'UNREACHABLE']);
/** Outcomes that say that nothing was started. */
const NOTHING_STARTED = new Set(['NOT_STARTED', 'REJECTED', 'ALREADY_RUNNING']);
const FINAL = new Set(['SUCCEEDED', 'FAILED', ...OPEN_OUTCOMES, ...NOTHING_STARTED]);

const PING_TIMEOUT_SECONDS = 5;

/** What is wrong, judged by the lines of the agents; empty if all is right. */
export function judge(schedule: Schedule, played: Played): string[] {
  const wrong: string[] = [];
  const { runs, watched, agents, crashes } = played;
  for (const line of crashes) wrong.push(`the server wrote: ${line}`);
  for (const run of runs) {
    if (run.status === 'RUNNING') wrong.push(`run ${run.id} never ended`);
    const last = watched.get(run.id);
    if (last?.status !== run.status) {
      wrong.push(
        `the subscription has ${last?.status ?? 'nothing'} of run ${run.id}, which is ${run.status}`,
      );
    }
  }
  wrong.push(...judgeRequests(schedule, played));
  for (const [streamId, log] of agents) {
    wrong.push(
      ...judgeSlot(schedule, streamId, log, startsOf(runs, streamId)).map((text) => `${streamId}: ${text}`),
    );
  }
  return wrong;
}

interface Start extends SeenSlot {
  readonly operation: string;
}

function startsOf(runs: readonly SeenRun[], streamId: string): Start[] {
  return runs
    .filter(({ action }) => action === 'RUN')
    .flatMap(({ operation, slots }) =>
      slots.filter((slot) => slot.streamId === streamId).map((slot) => ({ ...slot, operation })),
    );
}

function judgeSlot(schedule: Schedule, streamId: string, log: AgentLog, starts: readonly Start[]): string[] {
  const wrong: string[] = [];
  const claimed = new Set<LoggedSession>();
  const asked = starts.filter(({ sentAt }) => sentAt !== null).length;
  if (log.starts.length > asked) {
    wrong.push(
      `was started ${log.starts.length} times (${log.starts.join(', ')}) for ${asked} starts that were sent`,
    );
  }
  for (const start of starts) {
    const { operation, status, session } = start;
    if (!FINAL.has(status)) wrong.push(`${operation} is ${status} at the end`);
    if (NOTHING_STARTED.has(status) && session && status !== 'ALREADY_RUNNING') {
      wrong.push(`${operation} is ${status} and has a session`);
    }
    if (!session || status === 'ALREADY_RUNNING') continue;
    const logged = log.sessions.find((one) => isSame(one, operation, session));
    if (!logged) {
      wrong.push(`${operation} ${status} has session ${session.sessionId}, which the agent never began`);
      continue;
    }
    if (claimed.has(logged)) wrong.push(`session ${session.sessionId} of ${operation} belongs to two runs`);
    claimed.add(logged);
    if (!fits(status, logged)) {
      wrong.push(
        `${operation}:${logged.sessionId} ${logged.outcome} by its agent, but is ${status} (${start.reason})`,
      );
    }
  }
  const unclaimed = log.sessions.filter((one) => !claimed.has(one));
  const open = starts.filter(
    ({ status, session }) => !session && (OPEN_OUTCOMES.has(status) || isInferred(status)),
  ).length;
  if (unclaimed.length > open) {
    const names = unclaimed.map((one) => `${one.operation}:${one.sessionId} ${one.outcome}`);
    wrong.push(`${names.join(', ')} belong to no run, and only ${open} outcomes are open`);
  }
  if (!schedule.faults.some((fault) => canCostSlot(fault, streamId))) {
    for (const { operation, status, reason } of starts) {
      if (['LOST', 'UNKNOWN', 'UNREACHABLE'].includes(status)) {
        wrong.push(`${operation} is ${status} (${reason}), though nothing that could cause it was done`);
      }
    }
  }
  return wrong;
}

/** True if the fault can keep us from knowing what the slot does, or from reaching it. */
function canCostSlot({ kind, lasts, slot }: Fault, streamId: string): boolean {
  // Crossbar closes the link of a client that answers no ping for so long.
  if (kind === 'server paused') return lasts > PING_TIMEOUT_SECONDS;
  if (/^(slot|subprocess)/.test(kind)) return streamId === `ufm_mv${12 + slot}`;
  return /^(router|link|server killed)/.test(kind);
}

/** Ended by the heartbeat alone, without a session of its own. */
function isInferred(status: string): boolean {
  return status === 'SUCCEEDED' || status === 'FAILED';
}

function isSame(
  logged: LoggedSession,
  operation: string,
  session: NonNullable<SeenSlot['session']>,
): boolean {
  return (
    logged.operation === operation &&
    logged.sessionId === session.sessionId &&
    Math.abs(logged.startTime - Date.parse(session.startTime) / 1000) <= 2
  );
}

function fits(status: string, { outcome }: LoggedSession): boolean {
  switch (status) {
    case 'SUCCEEDED':
      return outcome === 'succeeded';
    case 'FAILED':
      return outcome === 'failed';
    case 'LOST':
      return outcome !== 'still running';
    default:
      return true;
  }
}
