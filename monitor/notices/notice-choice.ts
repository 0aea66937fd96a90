import { keptInBrowser } from '../shared/kept.js';
import { nameOnSite } from '../shared/site.js';
import { type NoticeChoice, nextHour, readChoice } from './choice.js';

/** The choice of this browser. */
export const noticeChoice = keptInBrowser(nameOnSite('notices 1'), readChoice);

export function choose(change: Partial<NoticeChoice>): void {
  noticeChoice.keep((choice) => ({ ...choice, ...change }));
}

const MINUTE_MS = 60_000;
/** The hour, local, when the day shift comes. */
const MORNING = 8;

/** The mutes that can be chosen, each with its end. */
export const MUTES: readonly { readonly title: string; readonly end: (now: number) => number }[] = [
  { title: 'for 30 minutes', end: (now) => now + 30 * MINUTE_MS },
  { title: 'for 2 hours', end: (now) => now + 120 * MINUTE_MS },
  { title: 'until 08:00 local time', end: (now) => nextHour(MORNING, now) },
];
