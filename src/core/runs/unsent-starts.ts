import type { RunSlot } from './run.js';

/** A forgotten start is looked up like one whose answer was lost, so its outcome may then be UNKNOWN. */
const REMEMBERED = 1000;

/**
 * The starts that this server stored and did not send, since it lost the run in between. If it gets the run back, it
 * knows that nothing was sent. Any other server has to look such a start up.
 */
export interface UnsentStarts {
  add(run: string, slot: RunSlot): void;
  /** Whether the latest stored start of the slot was not sent. */
  has(run: string, slot: RunSlot): boolean;
  /** The slot is started again. */
  remove(run: string, slot: RunSlot): void;
}

export function createUnsentStarts(): UnsentStarts {
  /** When each start was stored, in milliseconds since 1970. */
  const starts = new Map<string, number | undefined>();
  const keyOf = (run: string, { address }: RunSlot) => `${run}/${address}`;

  return {
    add(run, slot) {
      starts.set(keyOf(run, slot), slot.sentAt?.getTime());
      const [oldest] = starts.keys();
      if (starts.size > REMEMBERED && oldest !== undefined) starts.delete(oldest);
    },
    has: (run, slot) => slot.sentAt !== null && starts.get(keyOf(run, slot)) === slot.sentAt.getTime(),
    remove: (run, slot) => void starts.delete(keyOf(run, slot)),
  };
}
