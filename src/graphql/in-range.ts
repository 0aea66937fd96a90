import { RequestError } from '../core/errors.js';

/** The value of a numeric argument. @throws {RequestError} BAD_USER_INPUT if it is not from `least` to `most` */
export function inRange(
  name: string,
  value: number | null | undefined,
  [least, most]: readonly [least: number, most: number],
  unit = '',
): number {
  if (value != null && value >= least && value <= most) return value;
  throw new RequestError('BAD_USER_INPUT', `${name} must be ${least} to ${most}${unit}, but got ${value}.`);
}
