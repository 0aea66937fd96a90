import type { Slot } from '../live/model.js';
import { isRunning, STATE_READER } from '../states/slot-state.js';

export type Session = Slot['sessions'][number];

/** The newest first: a session keeps its place until another one starts. */
export function byStart(sessions: readonly Session[]): readonly Session[] {
  return [...sessions].sort((a, b) => b.startTime.localeCompare(a.startTime));
}

/** The session that a reader most probably wants to see: what runs, or else what began last. */
export function sessionToShow(sessions: readonly Session[], wanted: string | null): Session | null {
  const sorted = byStart(sessions);
  const others = sorted.filter(({ operation }) => operation !== STATE_READER);
  return (
    sorted.find(({ operation }) => operation === wanted) ??
    others.find(isRunning) ??
    others[0] ??
    sorted[0] ??
    null
  );
}
