import type { Run } from '../live/model.js';
import { LOOKS } from '../states/outcome-words.js';

type Status = Run['slots'][number]['status'];
/** Slots of a run, as far as a retry must know them. */
type RetrySlot = Pick<Run['slots'][number], 'instanceId' | 'streamId' | 'status'>;

/** What a retry of a run would command. The server chooses slots by their outcome, so all slots with one go together. */
export interface Retry<Slot extends RetrySlot> {
  readonly statuses: readonly Status[];
  readonly slots: readonly Slot[];
  /** Slots that have failed but are not retried: nobody has checked what they do. */
  readonly unchecked: readonly Slot[];
}

/** What of an asked retry still applies, and the slots that were asked about and are not retried any more. */
export interface StillRetried<Slot extends RetrySlot> extends Retry<Slot> {
  readonly gone: readonly Slot[];
}

/**
 * What of an asked retry still applies. An outcome that further slots have in the meantime is left out: nobody was asked about them,
 * and the server would retry them too.
 */
export function stillRetried<Slot extends RetrySlot>(
  asked: Retry<Slot>,
  now: Retry<Slot>,
): StillRetried<Slot> {
  const named = new Set(asked.slots.map(({ instanceId, status }) => `${status} ${instanceId}`));
  const isNamed = ({ instanceId, status }: Slot) => named.has(`${status} ${instanceId}`);
  const further = new Set(now.slots.filter((slot) => !isNamed(slot)).map(({ status }) => status));
  const slots = now.slots.filter((slot) => isNamed(slot) && !further.has(slot.status));
  const kept = new Set([...slots, ...now.unchecked].map(({ instanceId }) => instanceId));
  return {
    statuses: now.statuses.filter((status) => slots.some((slot) => slot.status === status)),
    slots,
    unchecked: now.unchecked,
    gone: asked.slots.filter(({ instanceId }) => !kept.has(instanceId)),
  };
}

/**
 * The retry of the failed slots of a run, or of those that it did not reach.
 *
 * @param isUnchecked whether the outcome of a slot is unknown and not acknowledged
 */
export function retryOf<Slot extends RetrySlot>(
  slots: readonly Slot[],
  which: 'failed' | 'not reached',
  isUnchecked: (instanceId: string) => boolean,
): Retry<Slot> {
  const wanted = slots.filter(({ status }) =>
    which === 'failed' ? LOOKS[status] === 'bad' : status === 'NOT_STARTED' || status === 'CANCELLED',
  );
  const unchecked = wanted.filter(({ instanceId }) => isUnchecked(instanceId));
  // One slot in doubt holds back all with the same outcome: the server would reject the whole retry.
  const held = new Set(unchecked.map(({ status }) => status));
  const chosen = wanted.filter(({ status }) => !held.has(status));
  return {
    statuses: [...new Set(chosen.map(({ status }) => status))],
    slots: chosen,
    unchecked: wanted.filter(({ status }) => held.has(status)),
  };
}
