/** A time of an agent, which can be any number, in seconds since 1970. Null if it is not a valid date. */
export function toDateOrNull(seconds: number | null): Date | null {
  const date = new Date((seconds ?? Number.NaN) * 1000);
  return Number.isNaN(date.getTime()) ? null : date;
}
