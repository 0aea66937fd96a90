import { utc } from './duration.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A moment in UTC, with the day if it is not today: `04:12:37`, or `24 Nov 04:12:37`. */
export function dayAndTime(time: string, now: number): string {
  const at = new Date(time);
  const isToday = at.toISOString().slice(0, 10) === new Date(now).toISOString().slice(0, 10);
  return isToday ? utc(time) : `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${utc(time)}`;
}
