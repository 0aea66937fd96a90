import { join } from 'node:path';
import { projectRoot } from '../project-root.js';
import { ensureVirtualEnvironment } from './virtual-environment.js';

/** Python sources of the tests; the compiler does not copy them. */
export const pythonSources = join(projectRoot, 'test', 'interop', 'python');

/** Commands of the virtual environment. */
export interface PythonEnvironment {
  readonly python: string;
  readonly crossbar: string;
}

/**
 * The virtual environment with OCS, socs and Crossbar, in `.cache/interop-venv`; made if it is not there
 * (a minute, and 600 MB).
 */
export async function ensurePythonEnvironment(): Promise<PythonEnvironment> {
  const commands = await ensureVirtualEnvironment({
    name: 'interop-venv',
    requirements: join(pythonSources, 'requirements.txt'),
    cost: 'a minute or two',
  });
  return { python: join(commands, 'python'), crossbar: join(commands, 'crossbar') };
}
