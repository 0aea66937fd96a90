import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../project-root.js';

/**
 * An empty project in `folder` with the packed MultiSmurf installed in it, as somebody else has it. Returns its path.
 * `npm run build` has run: packing builds nothing.
 * @throws if npm fails, for example because the registry cannot be reached
 */
export function installPacked(folder: string): string {
  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  npm(projectRoot, 'pack', '--ignore-scripts', '--pack-destination', folder);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('nothing was packed');
  npm(project, 'install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, tarball));
  return project;
}

function npm(cwd: string, ...args: string[]): void {
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: 'pipe', timeout: 120_000 });
}
