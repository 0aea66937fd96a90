import type { Distribution } from '../figures/distribution.js';
import type { SlotPast } from './history.js';
import { isOpen, isUnderWay, type Run, type RunSlot } from './run.js';

/** When an operation that is under way on a slot should end (server clock). */
export interface Expectation {
  /** Its start and the median duration of its past successes. */
  readonly endTime: Date;
  /** If it is under way at this time, it takes far longer than usual. */
  readonly overdueFrom: Date;
  /** The median duration, in seconds. */
  readonly seconds: number;
}

/** An operation is overdue after its median duration plus the largest of these. */
const LATE = { spreads: 5, ofMedian: 0.5, seconds: 10 };

/** An operation cannot be overdue earlier after its start. */
export const EARLIEST_OVERDUE_MS = LATE.seconds * 1000;

/** Null while the slot waits, after its end, or if it is not known how long the operation takes. */
export function expectationOf(
  { action }: Run,
  slot: RunSlot,
  usual: Distribution | null | undefined,
): Expectation | null {
  const start = slot.acceptedAt ?? slot.sentAt;
  // `zero_biases` itself ends at once; its slot then waits for the set_biases that it started.
  const hasEnded = slot.record?.session.status === 'done';
  if (action !== 'RUN' || !isUnderWay(slot) || hasEnded || start === null || !usual) return null;
  const { median, spread } = usual;
  const late = Math.max(LATE.spreads * spread, LATE.ofMedian * median, LATE.seconds);
  const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);
  return { endTime: after(median), overdueFrom: after(median + late), seconds: median };
}

/** How long the operation of a run usually takes on one of its slots; null if that is unknown. */
export type UsualSeconds = (slot: RunSlot) => Distribution | null;

/**
 * @param past of each slot by address; null if it could not be read
 * @param isTask whether the operation ends by itself on the slot: a process runs until it is stopped
 */
export function usualSeconds(
  past: ReadonlyMap<string, SlotPast> | null,
  isTask: (address: string) => boolean,
): UsualSeconds {
  return ({ address }) =>
    address !== null && isTask(address) ? (past?.get(address)?.seconds ?? null) : null;
}

export function isOverdue(expectation: Expectation | null, now: Date): boolean {
  return expectation !== null && now >= expectation.overdueFrom;
}

/** When the last slot should end; null if the run has ended, or if this is not known for one of its open slots. */
export function expectedEnd(run: Run, usual: UsualSeconds): Date | null {
  const times = run.slots
    .filter(isOpen)
    .map((slot) => expectationOf(run, slot, usual(slot))?.endTime.getTime());
  if (times.length === 0 || times.includes(undefined)) return null;
  return new Date(times.reduce<number>((latest, time) => Math.max(latest, time ?? 0), 0));
}
