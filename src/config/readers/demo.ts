import * as check from '../checks.js';
import { DEFAULTS } from '../cli/option-definition.js';
import { createOptionReader, type Layer } from '../cli/option-values.js';
import type { Problem } from '../problem.js';
import { type DemoConfig, type Sources, STREAM_PREFIX } from '../types.js';
import { readAlerts } from './alerts.js';
import { readHttp } from './credentials.js';
import { readGrace } from './grace.js';
import { readGroups } from './groups.js';
import { readPresetsPath } from './presets.js';
import { readSimulated } from './simulated.js';
import { readDemoStorage } from './storage.js';

/** The configuration of `multismurf demo`; undefined when there are problems. */
export function readDemoConfig(
  commandLine: Layer,
  sources: Sources,
  problems: Problem[],
): DemoConfig | undefined {
  const reader = createOptionReader(commandLine, problems);
  const names = { instancePrefix: DEFAULTS.instancePrefix, streamPrefix: STREAM_PREFIX.demo };
  const alerts = readAlerts(reader, sources, problems, DEFAULTS.demoPlatform);
  const config: DemoConfig = {
    command: 'demo',
    ...readSimulated(reader, sources, names),
    http: readHttp(reader, sources, problems),
    runs: readGrace(reader),
    explicitSlots: reader.has('explicit-slots'),
    groups: readGroups(reader, sources, problems),
    presets: readPresetsPath(reader, sources, problems),
    storage: readDemoStorage(reader),
    ...(alerts && { alerts }),
    logLevel: reader.read('log-level', check.logLevel) ?? DEFAULTS.logLevel,
  };
  return problems.length > 0 ? undefined : config;
}
