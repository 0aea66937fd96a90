import { isAbsolute, join } from 'node:path';
import type { GivenValue, Layer, OptionReader } from '../cli/option-values.js';
import type { Problem } from '../problem.js';
import { AGENT_CLASS, DEFAULT_INSTANCE_ID, type Sources } from '../types.js';
import { asBlock, type Block, readSiteFile, type SiteFile, showValue } from './site-file.js';

/** Our part of the site file. A member is undefined if it could not be read; the problems say why. */
export interface Site {
  readonly file: string;
  /** The key under `hosts` that was used. */
  readonly host: string | undefined;
  /** Values of `hub`, some overridden by the block of our host, by the names of the corresponding options. */
  readonly hub: Layer | undefined;
  /** Our own block under the host. Only an agent needs it. */
  readonly instance: SiteInstance | undefined;
}

export interface SiteInstance {
  readonly id: GivenValue;
  /** The `arguments`, flattened. */
  readonly words: readonly string[];
  /** The place of the arguments, for problems. */
  readonly source: string;
}

const BLOCK_TO_ADD = `{'agent-class': '${AGENT_CLASS}', 'instance-id': '${DEFAULT_INSTANCE_ID}', 'arguments': []}`;

/** Keys of `hub`, the option that overrides each, and whether the block of a host can (`get_config` in ocs). */
const HUB_KEYS = [
  { key: 'wamp_server', option: 'site-hub', perHost: true },
  { key: 'wamp_http', option: 'site-http', perHost: true },
  { key: 'wamp_realm', option: 'site-realm', perHost: true },
  { key: 'address_root', option: 'address-root', perHost: false },
  { key: 'access_policy', option: 'access-policy', perHost: false },
] as const;

/** Keys that may have no value, as if they were missing. */
const OPTIONAL_KEYS: ReadonlySet<string> = new Set(['wamp_http', 'access_policy']);

/**
 * Finds our block in the site file as `get_config` in `ocs/site_config.py` does. Only the command line selects the
 * file, the host and the instance.
 *
 * @param purpose `agent` if we need a block of our own, `network` if we only need the network.
 * @returns null when no site file is to be used, undefined when none can be used.
 */
export function resolveSite(
  commandLine: OptionReader,
  sources: Sources,
  problems: Problem[],
  purpose: 'agent' | 'network',
): Site | null | undefined {
  const path = choosePath(commandLine, sources, problems);
  if (path === null || path === undefined) return path;
  const file = readSiteFile(path, sources.readFile, problems);
  if (file === undefined) return undefined;
  const wantedHost = commandLine.given('site-host')?.text ?? sources.hostname;
  const host = file.hosts && chooseHost(path, file.hosts, wantedHost, problems);
  const block = host === undefined ? undefined : file.hosts?.get(host);
  const wantedId = commandLine.given('instance-id')?.text;
  return {
    file: path,
    host,
    hub: file.hub && readHub(file.hub, block, problems),
    instance:
      block && purpose === 'agent'
        ? findInstance(file, `hosts.${host}`, block, wantedId, problems)
        : undefined,
  };
}

function choosePath(
  commandLine: OptionReader,
  { env }: Sources,
  problems: Problem[],
): string | null | undefined {
  const site = commandLine.given('site');
  const file = commandLine.given('site-file');
  if (site?.text === 'none') return null;
  if (site !== undefined && file !== undefined) {
    problems.push({ source: site.source, message: 'expected --site or --site-file, got both' });
    return undefined;
  }
  if (file !== undefined) return file.text;
  const directory = env['OCS_CONFIG_DIR'];
  if (directory !== undefined && directory !== '') {
    const name = `${site?.text ?? 'default'}.yaml`;
    return isAbsolute(name) ? name : join(directory, name);
  }
  if (site === undefined && commandLine.given('site-hub') !== undefined) return null;
  problems.push({
    source: 'OCS_CONFIG_DIR',
    message:
      'expected the directory of the OCS site files, but it is not set; set it, or use --site-file FILE, or --site none with --site-hub ws://localhost:8001/ws',
  });
  return undefined;
}

function chooseHost(
  path: string,
  hosts: ReadonlyMap<string, unknown>,
  wanted: string,
  problems: Problem[],
): string | undefined {
  const name = [wanted, 'localhost'].find((candidate) => hosts.has(candidate));
  if (name === undefined) {
    const known = [...hosts.keys()].join(', ') || 'none';
    problems.push({
      source: `${path}: hosts`,
      message: `expected a block for ${wanted} or localhost, got ${known}; add one, or select another with --site-host`,
    });
  }
  return name;
}

function readHub(hub: Block, host: Block | undefined, problems: Problem[]): Layer {
  const layer = new Map<string, readonly GivenValue[]>();
  for (const { key, option, perHost } of HUB_KEYS) {
    const block = perHost && host?.get(key) !== undefined ? host : hub;
    const value = block.get(key);
    if (value === undefined || (value === null && OPTIONAL_KEYS.has(key))) continue;
    const source = block.source(key);
    if (typeof value === 'object' && value !== null) {
      problems.push({ source, message: `expected text, got ${showValue(value)}` });
    } else {
      layer.set(option, [{ text: value === null ? '' : String(value), source }]);
    }
  }
  return layer;
}

function findInstance(
  file: SiteFile,
  hostKey: string,
  host: Block,
  wantedId: string | undefined,
  problems: Problem[],
): SiteInstance | undefined {
  const source = host.source('agent-instances');
  const list = host.get('agent-instances');
  // A missing list is already in the problems.
  if (list === undefined) return undefined;
  if (!Array.isArray(list)) {
    problems.push({
      source,
      message: `expected a list of agents, got ${showValue(list)}; add ${BLOCK_TO_ADD}`,
    });
    return undefined;
  }
  const found = problems.length;
  const blocks = list.flatMap((entry: unknown, index) => {
    const key = `${hostKey}.agent-instances[${index}]`;
    const block = asBlock(entry, file.path, key, 'a block with agent-class and instance-id', problems);
    return block === undefined ? [] : [block];
  });
  if (problems.length > found) return undefined;
  const wanted = wantedId === undefined ? `agent-class ${AGENT_CLASS}` : `instance-id ${wantedId}`;
  const matches = blocks.filter((block) =>
    wantedId === undefined ? block.get('agent-class') === AGENT_CLASS : block.get('instance-id') === wantedId,
  );
  const [match] = matches;
  if (match === undefined) {
    const toAdd = BLOCK_TO_ADD.replace(DEFAULT_INSTANCE_ID, wantedId ?? DEFAULT_INSTANCE_ID);
    problems.push({ source, message: `expected an agent with ${wanted}, got none; add ${toAdd}` });
    return undefined;
  }
  if (wantedId === undefined && matches.length > 1) {
    const ids = matches.map((block) => showValue(block.get('instance-id'))).join(', ');
    problems.push({
      source,
      message: `expected one agent with ${wanted}, got ${ids}; select one with --instance-id`,
    });
    return undefined;
  }
  return readInstance(match, problems);
}

function readInstance(block: Block, problems: Problem[]): SiteInstance | undefined {
  const found = problems.length;
  const agentClass = block.get('agent-class');
  if (agentClass !== undefined && agentClass !== AGENT_CLASS) {
    problems.push({
      source: block.source('agent-class'),
      message: `expected ${AGENT_CLASS}, got ${showValue(agentClass)}; this block is for another agent, select the right one with --instance-id`,
    });
  }
  const id = block.get('instance-id');
  if (typeof id !== 'string') {
    problems.push({
      source: block.source('instance-id'),
      message: `expected a name such as '${DEFAULT_INSTANCE_ID}', got ${showValue(id)}`,
    });
  }
  const words = readWords(block, problems);
  if (problems.length > found || typeof id !== 'string') return undefined;
  return { id: { text: id, source: block.source('instance-id') }, words, source: block.source('arguments') };
}

/** The `arguments` as words: nested lists flattened, numbers as text, as `parse_args` in ocs does. */
function readWords(block: Block, problems: Problem[]): string[] {
  const value = block.get('arguments');
  const example = "a list of arguments such as ['--port', '4000']";
  const source = block.source('arguments');
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    problems.push({ source, message: `expected ${example}, got ${showValue(value)}` });
    return [];
  }
  return value.flat(Number.POSITIVE_INFINITY).flatMap((word: unknown) => {
    if (word !== null && typeof word !== 'object') return [String(word)];
    problems.push({ source, message: `expected ${example}, got ${showValue(word)} among them` });
    return [];
  });
}
