import type { RunProgressFragment } from '../generated/graphql.js';
import { LOOKS, STATUS_WORDS } from '../states/outcome-words.js';

/** A run with everything that changes while it is open. */
export type RunProgress = RunProgressFragment;
export type SlotProgress = RunProgress['slots'][number];
type Status = SlotProgress['status'];

/** Failed slots first. The others keep the order in which they are started. */
export function failedFirst(slots: readonly SlotProgress[]): readonly SlotProgress[] {
  const isBad = ({ status }: SlotProgress) => LOOKS[status] === 'bad';
  return [...slots.filter(isBad), ...slots.filter((slot) => !isBad(slot))];
}

/** The outcomes of a run in words, the bad ones apart: they are shown in red. */
export interface Headline {
  readonly bad: string;
  readonly rest: string;
}

/** How far a run is, or how it ended, such as `1 failed, 1 lost` and `12 of 14 succeeded`. */
export function headlineOf(run: Pick<RunProgress, 'action' | 'endTime' | 'slots'>): Headline {
  const all = run.slots.length;
  const counted = (wanted: (status: Status) => boolean) => run.slots.filter((slot) => wanted(slot.status));
  const bad = new Map<Status, number>();
  for (const { status } of counted((one) => LOOKS[one] === 'bad'))
    bad.set(status, (bad.get(status) ?? 0) + 1);
  const words = [...bad]
    .map(([status, count]) => `${count} ${STATUS_WORDS[status].toLowerCase()}`)
    .join(', ');
  const good = counted((status) => status === 'SUCCEEDED').length;
  if (run.endTime !== null)
    return {
      bad: words,
      rest: good === all ? `all ${slotsText(all)} succeeded` : `${good} of ${all} succeeded`,
    };
  const under = counted((status) => LOOKS[status] === 'work' || status === 'READY').length;
  const waiting = counted((status) => status === 'PENDING').length;
  const parts = [
    under > 0 && `${run.action === 'RUN' ? 'runs' : 'in progress'} on ${slotsText(under)}`,
    waiting > 0 && `${waiting} wait`,
    good > 0 && `${good} of ${all} succeeded`,
  ];
  return { bad: words, rest: parts.filter(Boolean).join(', ') };
}

/** `1 slot` or `3 slots`. */
export const slotsText = (count: number): string => (count === 1 ? '1 slot' : `${count} slots`);

/** In which order the slots are started, in words. */
export function modeOf(run: RunProgress): string {
  const { batches, maxConcurrency, settleSeconds, maxErrors, minSlots, exclusiveGrant } = run;
  const parts = [
    batches
      ? `batches of ${batches.join(', ')}`
      : maxConcurrency === null
        ? 'all at once'
        : `${maxConcurrency} at a time`,
    batches && maxConcurrency !== null && `${maxConcurrency} at a time`,
    settleSeconds > 0 && `${settleSeconds} s between`,
    maxErrors !== null && `no start after more than ${maxErrors} ${maxErrors === 1 ? 'error' : 'errors'}`,
    minSlots !== null && `at least ${slotsText(minSlots)}`,
    exclusiveGrant !== null && `exclusive grant ${exclusiveGrant}`,
  ];
  return parts.filter(Boolean).join(', ');
}
