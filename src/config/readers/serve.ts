import { createSecret } from '../../lib/secret.js';
import * as check from '../checks.js';
import { createCommand } from '../cli/commands.js';
import { DEFAULTS } from '../cli/option-definition.js';
import {
  checkValue,
  collectOptions,
  createOptionReader,
  type Layer,
  mergeLayers,
  type OptionReader,
  reportUnexpected,
} from '../cli/option-values.js';
import type { Problem } from '../problem.js';
import { resolveSite, type Site, type SiteInstance } from '../site/site.js';
import { AGENT_CLASS, DEFAULT_INSTANCE_ID, type ServeConfig, type Sources } from '../types.js';
import { readAlerts } from './alerts.js';
import { readHttp, readWampAuth } from './credentials.js';
import { readGrace } from './grace.js';
import { readGroups } from './groups.js';
import { readRouter } from './network.js';
import { readPresetsPath } from './presets.js';
import { readStorage } from './storage.js';

/**
 * The configuration of `multismurf serve`. For each option the order is: command line, `arguments` of our block in
 * the site file, block of the host, `hub`, default.
 *
 * @returns undefined when there are problems, all of which are then in `problems`.
 */
export function readServeConfig(
  commandLine: Layer,
  sources: Sources,
  problems: Problem[],
): ServeConfig | undefined {
  const site = resolveSite(createOptionReader(commandLine, problems), sources, problems, 'agent');
  const layers = [
    ...(site?.hub ? [site.hub] : []),
    ...(site?.instance ? [readArguments(site.instance, problems)] : []),
    commandLine,
  ];
  const reader = createOptionReader(mergeLayers(layers), problems);

  const { url, realm, addressRoot, accessPolicy } = readRouter(site, reader, problems);
  const bridge = reader.read('site-http', check.bridgeUrl) ?? null;
  const instanceId = readInstanceId(site, reader, problems);
  const auth = readWampAuth(reader, sources, problems);
  const http = readHttp(reader, sources, problems);
  const networkName = reader.read('network-name', check.networkName);
  const expireSeconds = reader.read('expire-time', check.seconds) ?? DEFAULTS.expireSeconds;
  const defaultTimeoutSeconds = reader.read('default-timeout', check.seconds) ?? DEFAULTS.runTimeoutSeconds;
  const timeouts = reader.readAll('timeout', check.operationTimeout);
  const grace = readGrace(reader);
  const groups = readGroups(reader, sources, problems);
  const storage = readStorage(reader, sources, problems);
  const alerts = readAlerts(reader, sources, problems, networkName ?? addressRoot);
  const logLevel = reader.read('log-level', check.logLevel) ?? DEFAULTS.logLevel;

  if (problems.length > 0 || url === undefined) return undefined;
  return {
    command: 'serve',
    wamp: { url, realm, http: bridge, ...(auth && { auth }) },
    ocs: {
      addressRoot,
      instanceId,
      agentClass: AGENT_CLASS,
      ...(networkName !== undefined && { networkName }),
      ...(site?.host !== undefined && { site: { file: site.file, host: site.host } }),
      ...(accessPolicy !== undefined && { accessPolicy: createSecret(accessPolicy) }),
    },
    http,
    expireTimeMs: Math.round(expireSeconds * 1000),
    runs: {
      defaultTimeoutSeconds,
      timeouts: new Map(timeouts.map(({ operation, seconds }) => [operation, seconds])),
      ...grace,
    },
    explicitSlots: reader.has('explicit-slots'),
    groups,
    presets: readPresetsPath(reader, sources, problems),
    storage,
    ...(alerts && { alerts }),
    logLevel,
  };
}

function readArguments({ words, source }: SiteInstance, problems: Problem[]): Layer {
  const command = createCommand('serve').helpOption(false);
  const describe = (flag: string) => `${source}: ${flag}`;
  const layer = collectOptions(command, describe, problems);
  const { operands, unknown } = command.parseOptions([...words]);
  reportUnexpected('serve', [...operands, ...unknown], describe, source, problems);
  return layer;
}

/** The id of the block that was found. As in OCS, an `--instance-id` among its arguments has no effect. */
function readInstanceId(site: Site | null | undefined, reader: OptionReader, problems: Problem[]): string {
  const id = site?.instance
    ? checkValue(site.instance.id, check.instanceId, problems)
    : reader.read('instance-id', check.instanceId);
  return id ?? DEFAULT_INSTANCE_ID;
}
