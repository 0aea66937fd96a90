import * as check from '../checks.js';
import { DEFAULTS } from '../cli/option-definition.js';
import type { OptionReader } from '../cli/option-values.js';
import type { GraceConfig } from '../types.js';

/** How long a run waits for slots whose state is unknown, for every command that has runs. */
export function readGrace(reader: OptionReader): GraceConfig {
  return {
    holdSeconds: reader.read('hold-seconds', check.seconds) ?? DEFAULTS.holdSeconds,
    lostSeconds: reader.read('lost-seconds', check.seconds) ?? DEFAULTS.lostSeconds,
  };
}
