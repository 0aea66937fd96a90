import * as check from '../checks.js';
import { DEFAULTS } from '../cli/option-definition.js';
import type { OptionReader } from '../cli/option-values.js';
import type { SimulatedConfig, SlotsToName, Sources } from '../types.js';

const MAX_SLOTS = 64;
const MAX_SEED = 2 ** 32 - 1;

/** What is simulated, for every command that simulates. */
export function readSimulated(
  reader: OptionReader,
  { checkFault }: Sources,
  names: Omit<SlotsToName, 'slots'>,
): SimulatedConfig {
  const slots = reader.read('slots', check.wholeNumber(1, MAX_SLOTS));
  return {
    slots: slots ?? DEFAULTS.slots,
    seed: reader.read('seed', check.wholeNumber(0, MAX_SEED)) ?? DEFAULTS.seed,
    timeScale: reader.read('time-scale', check.number(0.01, 1000)) ?? DEFAULTS.timeScale,
    faults: reader.readAll('fault', (text) => {
      const checked = checkFault(text, { slots: slots ?? DEFAULTS.slots, ...names });
      return checked.ok ? { ok: true, value: text } : checked;
    }),
  };
}
