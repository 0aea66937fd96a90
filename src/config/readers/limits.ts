import * as check from '../checks.js';
import { LIMIT_NAMES, LIMITS, type LimitName } from '../cli/limit-options.js';
import type { OptionReader } from '../cli/option-values.js';

/** The limits for clients that are given. */
export function readLimits(reader: OptionReader): Readonly<Partial<Record<LimitName, number>>> {
  return Object.fromEntries(
    LIMIT_NAMES.flatMap((name) => {
      const { option, most } = LIMITS[name];
      const value = reader.read(option, check.wholeNumber(1, most));
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
