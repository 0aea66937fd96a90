import type { Life } from '../server.js';
import type { Evidence } from './evidence.js';

/** The timers of a server at rest: its tick, the tick of the link, and the questions after a heartbeat. */
const TIMERS_AT_REST = 12;
/**
 * The tick of the lock and its question, the look for runs of dead servers, and the next try of a standby to register
 * the agent.
 */
const TIMERS_OF_SHARING = 4;
/** The look at the access director, and the end of a grant that somebody holds. */
const TIMERS_OF_GRANTS = 2;

/** At rest, no timers and no listeners are left over. */
export function checkRest(evidence: Evidence): void {
  for (const life of evidence.lives) checkRestOf(life, evidence);
}

function checkRestOf({ core, process }: Life, { swarm, breach }: Evidence): void {
  if (core.runs.open.length > 0) return;
  const most =
    TIMERS_AT_REST + (core.peers.isShared ? TIMERS_OF_SHARING : 0) + (swarm.director ? TIMERS_OF_GRANTS : 0);
  if (process.timers > most) breach(`${process.timers} timers are armed at rest`);
  const { heartbeats, sessions } = core.events;
  if (heartbeats.listenerCount > 0) breach(`${heartbeats.listenerCount} listeners to heartbeats are left`);
  // The core itself listens for ends of sessions, of runs that gave up on them and of runs that it may take; the third
  // listener is the simulation's subscriber.
  if (sessions.listenerCount > 3) breach(`${sessions.listenerCount} listeners to sessions are left`);
}

/** After the server was closed, no timers are left. */
export function checkClosed({ lives, breach }: Evidence): void {
  for (const { process } of lives) {
    if (process.timers > 0) breach(`${process.timers} timers are armed after the close`);
  }
}
