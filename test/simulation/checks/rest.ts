import type { Evidence } from './evidence.js';

/** Of the core at rest: its tick, the link's and what a heartbeat asks. */
const TIMERS_AT_REST = 12;

/** Nothing is left over where nothing goes on: neither timers nor listeners. */
export function checkRest({ life, breach }: Evidence): void {
  const { core, process } = life;
  if (core.runs.open.length > 0) return;
  if (process.timers > TIMERS_AT_REST) breach(`${process.timers} timers are armed at rest`);
  const { heartbeats, sessions } = core.events;
  if (heartbeats.listenerCount > 0) breach(`${heartbeats.listenerCount} still listen to heartbeats`);
  // The runs, who look for ends of sessions that they gave up on, and our own watcher.
  if (sessions.listenerCount > 2) breach(`${sessions.listenerCount} still listen to sessions`);
}

/** After the server was closed nothing of it is left. */
export function checkClosed({ life, breach }: Evidence): void {
  if (life.process.timers > 0) breach(`${life.process.timers} timers are armed after the close`);
}
