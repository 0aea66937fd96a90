import type { PageOptions } from '../context/page-options.js';
import { isTime, utcDateAndTime } from '../shared/utc.js';
import type { Caption } from './save-picture.js';

/** What the columns of a page of results are results of. */
export interface Subject {
  readonly operation: string;
  /** In words, such as `take_noise, run of`. */
  readonly words: string;
  /** Null if there are no results. */
  readonly time: string | null;
}

/** What must be known of a picture or a table that has left the page. */
export function captionOf(
  title: string,
  subject: Subject,
  options: Pick<PageOptions, 'title' | 'simulated'>,
  legend = '',
): Caption {
  const time = subject.time === null ? '' : ` ${utcDateAndTime(subject.time)}`;
  const network = options.simulated ? `${options.title}, SIMULATED: no real hardware` : options.title;
  return { title, lines: [`${subject.words}${time}`, network, legend].filter(Boolean) };
}

/** A name for files: `take_noise-Rn-2026-11-26T040925Z`. */
export function fileNameOf({ operation, time }: Subject, what: string): string {
  const stamp =
    time === null || !isTime(time) ? '' : `${new Date(time).toISOString().slice(0, 19).replaceAll(':', '')}Z`;
  return [operation, what, stamp].filter(Boolean).join('-');
}
