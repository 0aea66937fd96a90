import type { Problem } from '../problem.js';
import { readYaml } from '../yaml-file.js';

/** A YAML mapping that can name its keys in problems. */
export interface Block {
  /** Undefined if the key is missing, null if it has no value. */
  get(key: string): unknown;
  keys(): string[];
  /** `site.yaml: hub.wamp_server` for the key `wamp_server` of the block `hub`. */
  source(key: string): string;
}

/** The parts of a site file that OCS requires, as {@link Block}s. */
export interface SiteFile {
  readonly path: string;
  /** Undefined if it is not a mapping, which is then in the problems. */
  readonly hub: Block | undefined;
  /** By name. It or a host is undefined as `hub` is. */
  readonly hosts: ReadonlyMap<string, Block | undefined> | undefined;
}

/**
 * Reads a site file as `SiteConfig.from_yaml` in `ocs/site_config.py` does. Whatever OCS would reject is a problem;
 * whatever OCS ignores (agents of other hosts) is ignored. Undefined if the file cannot be used at all.
 */
export function readSiteFile(
  path: string,
  readFile: (path: string) => string,
  problems: Problem[],
): SiteFile | undefined {
  const advice = 'name another file with --site-file, or use --site none with --site-hub';
  const data = readYaml(path, readFile, problems, 'the OCS site file', advice);
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
  // OCS accepts an empty `hosts`; then it finds no host.
  const all = asBlock(file.get('hosts') ?? {}, path, 'hosts', 'a block for each host', problems);
  if (all === undefined) return undefined;
  const hosts = new Map<string, Block | undefined>();
  for (const name of all.keys()) {
    const host = asBlock(all.get(name), path, `hosts.${name}`, 'a block with agent-instances', problems);
    hosts.set(name, host);
    if (host !== undefined && host.get('agent-instances') === undefined) {
      problems.push({
        source: host.source('agent-instances'),
        message: 'expected the list of agents on this host, but the key is missing; add agent-instances: []',
      });
    }
  }
  return hosts;
}

/** `value` as a mapping. If it is not one, adds a problem and returns undefined. */
export function asBlock(
  value: unknown,
  path: string,
  key: string,
  wanted: string,
  problems: Problem[],
): Block | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const source = key === '' ? path : `${path}: ${key}`;
    problems.push({ source, message: `expected ${wanted}, got ${showValue(value)}` });
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
