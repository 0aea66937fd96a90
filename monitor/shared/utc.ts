const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A moment: in milliseconds since 1970, or as the server writes it. */
type Time = number | string;

/** What stands for a time that is none: agents send what they like. */
export const NO_TIME = '?';

/** The time of day in UTC: `04:12:37`. */
export const utc = (time: Time): string => partOf(time, 11, 19);

/** The day in UTC: `26 Nov 2026`. */
export const utcDay = (time: Time): string =>
  isTime(time) ? `${dayOf(time)} ${new Date(time).getUTCFullYear()}` : NO_TIME;

/** `2026-11-26 04:09:25 UTC` */
export const utcDateAndTime = (time: Time): string =>
  isTime(time) ? `${partOf(time, 0, 10)} ${utc(time)} UTC` : NO_TIME;

/** A moment in UTC, with the day if it is not that of `other`: `04:12:37`, `24 Nov 04:12:37`. */
export const utcMoment = (time: Time, other: Time): string => withDay(utc(time), time, other);

/** The same without seconds: `04:12`, `24 Nov 04:12`. */
export const utcMinute = (time: Time, other: Time): string => withDay(utc(time).slice(0, 5), time, other);

/** The same with milliseconds, for times that are compared: `04:12:37.016`, `24 Nov 04:12:37.016`. */
export const utcExact = (time: Time, other: Time): string => withDay(partOf(time, 11, 23), time, other);

function withDay(clock: string, time: Time, other: Time): string {
  return !isTime(time) || utcDay(time) === utcDay(other) ? clock : `${dayOf(time)} ${clock}`;
}

/** Whether it is a time at all. */
export const isTime = (time: Time): boolean => !Number.isNaN(new Date(time).getTime());

const partOf = (time: Time, from: number, to: number): string =>
  isTime(time) ? new Date(time).toISOString().slice(from, to) : NO_TIME;

function dayOf(time: Time): string {
  const at = new Date(time);
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]}`;
}

const IN_TEXT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** A text of the server with its times as people read them: `No heartbeat since 16:38:29 UTC.` */
export const withUtcTimes = (text: string, now: number): string =>
  text.replace(IN_TEXT, (time) => `${utcMoment(time, now)} UTC`);
