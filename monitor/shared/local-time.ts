import { isTime, NO_TIME } from './utc.js';

// Made once: they are slow to make.
const ZONE = new Intl.DateTimeFormat([], { timeZoneName: 'short' });
const CLOCK = new Intl.DateTimeFormat([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** The time zone of the browser, such as `CLT`; empty if it is UTC. */
export function localZone(time: number | string): string {
  if (!isTime(time)) return '';
  const zone = ZONE.formatToParts(new Date(time)).find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC';
  return zone === 'UTC' ? '' : zone;
}

/** The time of day where the browser is, without seconds: `01:12`. */
export const localTime = (time: number | string): string =>
  isTime(time) ? CLOCK.format(new Date(time)) : NO_TIME;

/** The time of day where the browser is, with its zone: `01:12 CLT`. Null where that is UTC. */
export function localClock(time: number | string): string | null {
  const zone = localZone(time);
  return zone === '' ? null : `${localTime(time)} ${zone}`;
}
