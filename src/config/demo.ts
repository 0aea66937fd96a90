import * as check from './checks.js';
import { readHttp } from './credentials.js';
import { createOptionReader, type Layer } from './given.js';
import { DEFAULTS } from './options.js';
import type { Problem } from './problem.js';
import type { DemoConfig, Sources } from './types.js';

const MAX_SLOTS = 64;
const MAX_SEED = 2 ** 32 - 1;

/** The configuration of `multismurf demo`; undefined when there are problems. */
export function readDemoConfig(
  commandLine: Layer,
  sources: Sources,
  problems: Problem[],
): DemoConfig | undefined {
  const reader = createOptionReader(commandLine, problems);
  const config: DemoConfig = {
    command: 'demo',
    slots: reader.read('slots', check.wholeNumber(1, MAX_SLOTS)) ?? DEFAULTS.slots,
    seed: reader.read('seed', check.wholeNumber(0, MAX_SEED)) ?? DEFAULTS.seed,
    timeScale: reader.read('time-scale', check.number(0.01, 1000)) ?? DEFAULTS.timeScale,
    http: readHttp(reader, sources, problems),
    logLevel: reader.read('log-level', check.logLevel) ?? DEFAULTS.logLevel,
  };
  return problems.length > 0 ? undefined : config;
}
