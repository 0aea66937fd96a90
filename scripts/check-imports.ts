import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { parseSync } from 'vite';

/**
 * Holds the layout of `src`: which room imports from which, and that no file grows too long.
 *
 *     node dist/scripts/check-imports.js [FOLDER]     fails with a line for each breach below FOLDER (src)
 */
const [folder = 'src'] = process.argv.slice(2);

/** Files above this have more than one idea in them. */
const MAX_LINES = 300;

/** The files beside the rooms. */
const COMPOSITION = '.';

/**
 * What each room may import beside itself: a room with all that is in it, or one file of it (`wamp/types.ts`). A room
 * is a folder, or a file that stands for itself. It names only rooms that stand above it here, so there is no way
 * back and no circle. Biome finds circles of files inside a room.
 */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  config: ['lib'],
  wamp: ['lib'],
  ocs: ['lib', 'wamp'],
  'core/errors.ts': ['lib'],
  'core/global-id.ts': [],
  // The core watches the link; the calls of an agent are those of `ocs`.
  'core/slots': ['lib', 'ocs', 'wamp/types.ts', 'core/errors.ts', 'core/global-id.ts'],
  'core/profiles': ['ocs', 'core/slots'],
  'core/runs': ['lib', 'ocs', 'wamp/types.ts', 'core/errors.ts', 'core/slots'],
  core: ['lib', 'ocs', 'wamp/types.ts', 'core/errors.ts', 'core/slots', 'core/profiles', 'core/runs'],
  storage: ['lib', 'core'],
  graphql: ['lib', 'ocs', 'core'],
  // A call that fails before a run begins is reported in its own words, as every other refusal.
  'ocs-face': ['lib', 'ocs', 'core', 'wamp/error.ts'],
  http: ['lib', 'core', 'graphql'],
  router: ['lib'],
  simulator: ['lib', 'wamp', 'ocs', 'router'],
  commands: ['lib', 'config', 'wamp', 'ocs', 'core', 'storage', 'graphql', 'ocs-face', 'http', 'simulator'],
  [COMPOSITION]: ['lib', 'config', 'graphql', 'simulator', 'commands'],
};

const names = Object.keys(ROOMS);

function isIn(place: string, file: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}

/** The room of a file, the innermost if rooms are nested; undefined in a folder that has no rule. */
function roomOf(file: string): string | undefined {
  if (!file.includes('/')) return COMPOSITION;
  return names.filter((room) => isIn(room, file)).toSorted((a, b) => b.length - a.length)[0];
}

function isAllowed(from: string, file: string): boolean {
  return roomOf(file) === from || (ROOMS[from] ?? []).some((name) => isIn(name, file));
}

/** Every module that a file names: imports, exports from elsewhere, and types imported in place. */
function importsOf(
  text: string,
  path: string,
): readonly { readonly module: string; readonly line: number }[] {
  const found: { module: string; line: number }[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('source' in node && isLiteral(node.source)) {
      const { value, start } = node.source;
      found.push({ module: value, line: text.slice(0, start).split('\n').length });
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseSync(path, text).program.body);
  return found;
}

function isLiteral(node: unknown): node is { readonly value: string; readonly start: number } {
  return typeof node === 'object' && node !== null && 'value' in node && typeof node.value === 'string';
}

function report(breach: string): void {
  process.stderr.write(`${breach}\n`);
  process.exitCode = 1;
}

for (const [index, room] of names.entries()) {
  for (const name of ROOMS[room] ?? []) {
    const above = names.slice(0, index);
    if (!above.some((earlier) => name === earlier || name.startsWith(`${earlier}/`)))
      report(
        `scripts/check-imports.ts: ${room} may import from rooms that stand above it only, not from ${name}`,
      );
  }
}

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((name) => name.split(sep).join('/'))
  .filter((name) => name.endsWith('.ts'))
  .toSorted();
for (const file of files) {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  const lines = text.trimEnd().split('\n').length;
  if (lines > MAX_LINES) report(`${path}:${MAX_LINES + 1}: ${lines} lines, more than ${MAX_LINES}`);
  const room = roomOf(file);
  if (room === undefined) {
    report(`${path}:1: a folder without a rule: add it to ROOMS of scripts/check-imports.ts`);
    continue;
  }
  for (const { module, line } of importsOf(text, path)) {
    if (!module.startsWith('.')) continue;
    const target = relative(folder, join(folder, dirname(file), module))
      .split(sep)
      .join('/')
      .replace(/\.js$/, '.ts');
    if (isAllowed(room, target)) continue;
    const name = room === COMPOSITION ? 'the files beside the rooms' : room;
    const allowed = ROOMS[room]?.join(', ') || 'no other room';
    report(`${path}:${line}: ${module} - ${name} may import from ${allowed}`);
  }
}
