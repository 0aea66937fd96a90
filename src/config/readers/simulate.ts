import { createSecret } from '../../lib/secret.js';
import * as check from '../checks.js';
import { DEFAULTS } from '../cli/option-definition.js';
import { createOptionReader, type Layer, mergeLayers } from '../cli/option-values.js';
import type { Problem } from '../problem.js';
import { resolveSite } from '../site/site.js';
import { DEFAULT_SIMULATOR_ID, type SimulateConfig, type Sources, STREAM_PREFIX } from '../types.js';
import { readWampAuth } from './credentials.js';
import { readRouter } from './network.js';
import { readSimulated } from './simulated.js';

/**
 * The configuration of `multismurf simulate`. For each option the order is: command line, block of the host in the
 * site file, `hub`, default. It needs no block of its own.
 *
 * @returns undefined when there are problems, all of which are then in `problems`.
 */
export function readSimulateConfig(
  commandLine: Layer,
  sources: Sources,
  problems: Problem[],
): SimulateConfig | undefined {
  const site = resolveSite(createOptionReader(commandLine, problems), sources, problems, 'network');
  const layers = [...(site?.hub ? [site.hub] : []), commandLine];
  const reader = createOptionReader(mergeLayers(layers), problems);

  const { url, realm, addressRoot, accessPolicy } = readRouter(site, reader, problems);
  const auth = readWampAuth(reader, sources, problems);
  const instanceId = reader.read('instance-id', check.instanceId) ?? DEFAULT_SIMULATOR_ID;
  const instancePrefix = reader.read('instance-prefix', check.instanceId) ?? DEFAULTS.instancePrefix;
  const simulated = readSimulated(reader, sources, { instancePrefix, streamPrefix: STREAM_PREFIX.simulate });
  const logLevel = reader.read('log-level', check.logLevel) ?? DEFAULTS.logLevel;

  if (problems.length > 0 || url === undefined) return undefined;
  return {
    command: 'simulate',
    ...simulated,
    wamp: { url, realm, ...(auth && { auth }) },
    addressRoot,
    instanceId,
    instancePrefix,
    ...(accessPolicy !== undefined && { accessPolicy: createSecret(accessPolicy) }),
    logLevel,
  };
}
