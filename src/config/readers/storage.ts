import { createSecret } from '../../lib/secret.js';
import * as check from '../checks.js';
import type { OptionReader } from '../cli/option-values.js';
import type { Problem } from '../problem.js';
import type { Sources, StorageConfig } from '../types.js';

/**
 * Where `serve` stores its runs: in the database of $DATABASE_URL, in the folder of --data-dir or of
 * $MULTISMURF_DATA_DIR, or in the default folder of the XDG rules. An empty variable counts as not set.
 */
export function readStorage(reader: OptionReader, { env }: Sources, problems: Problem[]): StorageConfig {
  const given = reader.read('data-dir', check.path);
  const url = env['DATABASE_URL'] || undefined;
  if (url !== undefined) return readDatabase(url, given, problems);
  const named = given ?? (env['MULTISMURF_DATA_DIR'] || undefined);
  return named === undefined
    ? { kind: 'default folder', path: defaultFolder(env) }
    : { kind: 'folder', path: named };
}

/** By default, the demo keeps its runs in memory. */
export function readDemoStorage(reader: OptionReader): Extract<StorageConfig, { kind: 'memory' | 'folder' }> {
  const path = reader.read('data-dir', check.path);
  return path === undefined ? { kind: 'memory' } : { kind: 'folder', path };
}

function readDatabase(url: string, folder: string | undefined, problems: Problem[]): StorageConfig {
  if (folder !== undefined) {
    const message = 'expected a folder (--data-dir) or a database for the runs, got both; remove one';
    problems.push({ source: 'DATABASE_URL', message });
  }
  if (!/^postgres(ql)?:\/\//.test(url)) {
    const message =
      'expected a URL that begins with postgres://; without DATABASE_URL, runs are stored in a folder';
    problems.push({ source: 'DATABASE_URL', message });
  }
  return { kind: 'postgres', url: createSecret(url) };
}

/** According to the XDG Base Directory Specification: a path that is not absolute is ignored. */
function defaultFolder({ XDG_STATE_HOME, HOME }: Sources['env']): string | null {
  if (XDG_STATE_HOME?.startsWith('/')) return `${XDG_STATE_HOME}/multismurf`;
  return HOME?.startsWith('/') ? `${HOME}/.local/state/multismurf` : null;
}
