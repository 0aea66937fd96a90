import { parsePythonYaml } from '../../lib/python-yaml.js';
import { describeReadError, type Problem } from '../problem.js';

/** A YAML mapping, with a way to name its keys in problems. */
export interface Block {
  /** Undefined if the key is missing; a key that is there without a value is null. */
  get(key: string): unknown;
  keys(): string[];
  /** `site.yaml: hub.wamp_server` for the key `wamp_server` of the block `hub`. */
  source(key: string): string;
}

/** The parts of an OCS site file that OCS insists on, in the shape of {@link Block}s. */
export interface SiteFile {
  readonly path: string;
  /** Undefined, and a problem reported, if it is no mapping. */
  readonly hub: Block | undefined;
  /** By name; undefined, and each host undefined, as for `hub`. */
  readonly hosts: ReadonlyMap<string, Block | undefined> | undefined;
}

/**
 * Reads a site file, `SiteConfig.from_yaml` in `ocs/site_config.py`. What OCS would refuse is a problem;
 * what OCS does not look at (agents of other hosts) is left alone. Undefined if nothing of it can be used.
 */
export function readSiteFile(
  path: string,
  readFile: (path: string) => string,
  problems: Problem[],
): SiteFile | undefined {
  let text: string;
  try {
    text = readFile(path);
  } catch (error) {
    problems.push({
      source: path,
      message: `wanted the OCS site file, but ${describeReadError(error)}; give another with --site-file, or --site none with --site-hub`,
    });
    return undefined;
  }
  const data = parseYaml(path, text, problems);
  if (data === undefined) return undefined;
  const file = asBlock(data, path, '', 'the blocks hub and hosts', problems);
  if (file === undefined) return undefined;
  const hub = asBlock(
    file.get('hub'),
    path,
    'hub',
    'a block with wamp_server, wamp_realm and address_root',
    problems,
  );
  return { path, hub, hosts: readHosts(file, path, problems) };
}

function readHosts(file: Block, path: string, problems: Problem[]): SiteFile['hosts'] {
  // OCS passes over an empty hosts; then no host is found in it.
  const all = asBlock(file.get('hosts') ?? {}, path, 'hosts', 'a block for each host', problems);
  if (all === undefined) return undefined;
  const hosts = new Map<string, Block | undefined>();
  for (const name of all.keys()) {
    const host = asBlock(all.get(name), path, `hosts.${name}`, 'a block with agent-instances', problems);
    hosts.set(name, host);
    if (host !== undefined && host.get('agent-instances') === undefined) {
      problems.push({
        source: host.source('agent-instances'),
        message: 'wanted the list of agents on this host, but the key is missing; add agent-instances: []',
      });
    }
  }
  return hosts;
}

function parseYaml(path: string, text: string, problems: Problem[]): unknown {
  const yaml = parsePythonYaml(text);
  if (yaml.ok) return yaml.value;
  const { place, message } = yaml.problem;
  problems.push(
    place === null
      ? { source: path, message: `this YAML cannot be used: ${message}` }
      : { source: `${path}:${place.line}:${place.column}`, message: `this is not YAML: ${message}` },
  );
  return undefined;
}

/** `value` as a mapping, or undefined and a problem more. */
export function asBlock(
  value: unknown,
  path: string,
  key: string,
  wanted: string,
  problems: Problem[],
): Block | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const source = key === '' ? path : `${path}: ${key}`;
    problems.push({ source, message: `wanted ${wanted}, got ${showValue(value)}` });
    return undefined;
  }
  const entries = new Map<string, unknown>(Object.entries(value));
  return {
    get: (name) => entries.get(name),
    keys: () => [...entries.keys()],
    source: (name) => `${path}: ${key === '' ? name : `${key}.${name}`}`,
  };
}

/** A value of a site file in a few words. */
export function showValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a block';
  return String(value);
}
