import type { RunSlot, Slot } from '../live/model.js';

type Session = Slot['sessions'][number];

/** The state of a session, as that of a slot in a run. What went on when its agent restarted is lost. */
export function statusOf({
  status,
  success,
  evicted,
}: Pick<Session, 'status' | 'success' | 'evicted'>): RunSlot['status'] {
  if (status === 'DONE') return success ? 'SUCCEEDED' : 'FAILED';
  return evicted ? 'LOST' : status;
}
