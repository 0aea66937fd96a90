import type { RunProgressFragment } from '../generated/graphql.js';
import { counted } from '../shared/counted.js';
import { LOOKS, STATUS_WORDS } from '../states/outcome-words.js';
import { modeInWords } from './mode.js';

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
  const those = (wanted: (status: Status) => boolean) => run.slots.filter((slot) => wanted(slot.status));
  const bad = new Map<Status, number>();
  for (const { status } of those((one) => LOOKS[one] === 'bad')) bad.set(status, (bad.get(status) ?? 0) + 1);
  const words = [...bad]
    .map(([status, count]) => `${count} ${STATUS_WORDS[status].toLowerCase()}`)
    .join(', ');
  const good = those((status) => status === 'SUCCEEDED').length;
  if (run.endTime !== null)
    return {
      bad: words,
      rest:
        good < all
          ? `${good} of ${all} succeeded`
          : `${all > 1 ? 'all ' : ''}${counted(all, 'slot')} succeeded`,
    };
  const under = those((status) => LOOKS[status] === 'work' || status === 'READY').length;
  const waiting = those((status) => status === 'PENDING').length;
  const parts = [
    under > 0 && `${run.action === 'RUN' ? 'runs' : 'in progress'} on ${counted(under, 'slot')}`,
    waiting > 0 && `${waiting} ${waiting === 1 ? 'waits' : 'wait'}`,
    good > 0 && `${good} of ${all} succeeded`,
  ];
  return { bad: words, rest: parts.filter(Boolean).join(', ') };
}

/** In which order the slots are started, in words. */
export const modeOf = (run: RunProgress): string => modeInWords({ ...run, grant: run.exclusiveGrant });
