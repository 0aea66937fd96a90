import { utc } from './duration.js';

// Made once: they are slow to make.
const ZONE = new Intl.DateTimeFormat([], { timeZoneName: 'short' });
const CLOCK = new Intl.DateTimeFormat([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** The local time zone of the browser, such as `CLT`; empty if it is UTC. */
export function localZone(time: number | string): string {
  const zone = ZONE.formatToParts(new Date(time)).find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC';
  return zone === 'UTC' ? '' : zone;
}

/** The time of day in local time, without seconds: `01:12`. */
export function localTime(time: number | string): string {
  return CLOCK.format(new Date(time));
}

/** The day in UTC: `26 Nov 2026`. */
export function utcDay(time: number | string): string {
  return new Date(time).toLocaleDateString('en-GB', {
    ...{ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' },
  });
}

/** The time of day in UTC, with the day if it is not that of `other`: `04:12`, `25 Nov 04:12`. */
export function utcMoment(time: number | string, other: number | string): string {
  const day = utcDay(time);
  const clock = utc(time).slice(0, 5);
  return day === utcDay(other) ? clock : `${day.replace(/ \d+$/, '')} ${clock}`;
}
