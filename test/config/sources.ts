import { parseCommandLine } from '../../src/config/cli/parse.js';
import type { Problem } from '../../src/config/problem.js';
import type { Config, DemoConfig, ServeConfig, SimulateConfig, Sources } from '../../src/config/types.js';
import { parseFault } from '../../src/simulator/fault-text.js';
import { nameSlots } from '../../src/simulator/slot-names.js';

/** Files by path; reading another fails as the file system would. */
export type Files = Readonly<Record<string, string>>;

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Files;
  readonly hostname?: string;
}

export function createSources({ env = {}, files = {}, hostname = 'daq-host' }: Surroundings = {}): Sources {
  return {
    env,
    hostname,
    version: '1.2.3',
    checkFault: (text, slots) => parseFault(text, nameSlots(slots)),
    readFile: (path) => {
      const text = files[path];
      if (text !== undefined) return text;
      throw Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: 'ENOENT' });
    },
  };
}

export function configOf(line: string, surroundings?: Surroundings): Config {
  const result = parseCommandLine(words(line), createSources(surroundings));
  if (result.kind === 'config') return result.config;
  throw new Error(`expected a configuration, got ${JSON.stringify(result)}`);
}

export function serveConfigOf(line: string, surroundings?: Surroundings): ServeConfig {
  const config = configOf(`serve ${line}`, surroundings);
  if (config.command === 'serve') return config;
  throw new Error(`expected serve, got ${config.command}`);
}

export function demoConfigOf(line: string, surroundings?: Surroundings): DemoConfig {
  const config = configOf(`demo ${line}`, surroundings);
  if (config.command === 'demo') return config;
  throw new Error(`expected demo, got ${config.command}`);
}

export function simulateConfigOf(line: string, surroundings?: Surroundings): SimulateConfig {
  const config = configOf(`simulate ${line}`, surroundings);
  if (config.command === 'simulate') return config;
  throw new Error(`expected simulate, got ${config.command}`);
}

export function problemsOf(line: string, surroundings?: Surroundings): readonly Problem[] {
  const result = parseCommandLine(words(line), createSources(surroundings));
  if (result.kind === 'problems') return result.problems;
  throw new Error(`expected problems, got ${result.kind}`);
}

function words(line: string): string[] {
  return line.split(' ').filter((word) => word !== '');
}
