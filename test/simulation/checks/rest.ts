import type { Evidence } from './evidence.js';

/** The timers of the core at rest: its tick, the tick of the link, and the questions after a heartbeat. */
const TIMERS_AT_REST = 12;

/** At rest, no timers and no listeners are left over. */
export function checkRest({ life, breach }: Evidence): void {
  const { core, process } = life;
  if (core.runs.open.length > 0) return;
  if (process.timers > TIMERS_AT_REST) breach(`${process.timers} timers are armed at rest`);
  const { heartbeats, sessions } = core.events;
  if (heartbeats.listenerCount > 0) breach(`${heartbeats.listenerCount} listeners to heartbeats are left`);
  // The core itself listens for ends of sessions that runs gave up on; the other is the simulation's subscriber.
  if (sessions.listenerCount > 2) breach(`${sessions.listenerCount} listeners to sessions are left`);
}

/** After the server was closed, no timers are left. */
export function checkClosed({ life, breach }: Evidence): void {
  if (life.process.timers > 0) breach(`${life.process.timers} timers are armed after the close`);
}
