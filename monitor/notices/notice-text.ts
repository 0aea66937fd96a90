import { withUtcTimes } from '../shared/utc.js';
import { type Trouble, WHAT } from './trouble.js';

/** A notice reads at a glance: more lines than this are counted. */
const LINES = 5;

export interface NoticeText {
  readonly title: string;
  readonly body: string;
  /** What the notice is about, if it is one thing. */
  readonly about: Trouble | null;
}

/** One notice for everything that happened at once. Null for nothing. */
export function noticeOf(all: readonly Trouble[], observatory: string, now: number): NoticeText | null {
  const troubles = withoutEcho(all);
  const [first] = troubles;
  if (!first) return null;
  const isOne = troubles.length === 1;
  const what = isOne ? oneOf(first) : countsOf(troubles);
  const lines = isOne ? [first.message] : troubles.slice(0, LINES).map(lineOf);
  const more = troubles.length - lines.length;
  return {
    title: `${what} · ${observatory}`,
    body: withUtcTimes([...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'), now),
    about: isOne ? first : null,
  };
}

/** What is no verb for the name, with its plural. */
const PLURALS: Partial<Record<Trouble['what'], string>> = {
  'outcome unknown': 'outcomes unknown',
  'run failed': 'runs failed',
};

const oneOf = ({ name, what }: Trouble) => (what in PLURALS ? `${name}: ${what}` : `${name} ${what}`);
const lineOf = (trouble: Trouble) => `${oneOf(trouble)}: ${trouble.message}`;

/** A run says nothing new if all slots that it failed on are named anyway. The rest, the most urgent first. */
function withoutEcho(troubles: readonly Trouble[]): readonly Trouble[] {
  const named = new Set(troubles.map(({ slot }) => slot));
  return troubles
    .filter(({ run }) => !run || run.slots.length === 0 || run.slots.some((slot) => !named.has(slot)))
    .toSorted((a, b) => WHAT.indexOf(a.what) - WHAT.indexOf(b.what));
}

/** Such as `3 failed, 1 expired`. */
function countsOf(troubles: readonly Trouble[]): string {
  return WHAT.flatMap((what) => {
    const count = troubles.filter((trouble) => trouble.what === what).length;
    return count === 0 ? [] : `${count} ${(count > 1 && PLURALS[what]) || what}`;
  }).join(', ');
}
