import { localTime, localZone } from '../shared/local-time.js';
import { utc, utcDay } from '../shared/utc.js';

/** A time with its day, in UTC and local time: `26 Nov 2026 04:12 UTC (01:12 CLT)`. */
export function momentText(time: string | number): string {
  const zone = localZone(time);
  const local = zone === '' ? '' : ` (${localTime(time)} ${zone})`;
  return `${utcDayAndMinute(time)} UTC${local}`;
}

/** A span of time: `25 Nov 2026 22:00 to 26 Nov 2026 06:00 UTC (19:00 to 03:00 CLT)`. */
export function spanText(from: string | number, to: string | number): string {
  const end = utcDay(from) === utcDay(to) ? utc(to).slice(0, 5) : utcDayAndMinute(to);
  const zone = localZone(to);
  const local = zone === '' ? '' : ` (${localTime(from)} to ${localTime(to)} ${zone})`;
  return `${utcDayAndMinute(from)} to ${end} UTC${local}`;
}

const utcDayAndMinute = (time: string | number) => `${utcDay(time)} ${utc(time).slice(0, 5)}`;
