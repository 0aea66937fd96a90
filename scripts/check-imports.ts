import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { parseSync } from 'vite';
import { TREES } from './rooms.js';

/**
 * Checks the layout of a tree: which folder imports from which, and the length of files.
 *
 *     node dist/scripts/check-imports.js TREE [FOLDER]     prints each violation of TREE (src or monitor), and fails if
 *                                                          there is one. FOLDER is where the tree is.
 */
const [tree = 'src', folder = tree] = process.argv.slice(2);

/** Longer files usually contain more than one idea. */
const MAX_LINES = 300;

/** The files directly in the tree. */
const COMPOSITION = '.';

const ROOMS = TREES[tree] ?? {};
const names = Object.keys(ROOMS);

function isIn(place: string, file: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}

/** The innermost room of a file; undefined if its folder has no rule. */
function roomOf(file: string): string | undefined {
  if (!file.includes('/')) return COMPOSITION;
  return names.filter((room) => isIn(room, file)).toSorted((a, b) => b.length - a.length)[0];
}

function isAllowed(from: string, file: string): boolean {
  return roomOf(file) === from || (ROOMS[from] ?? []).some((name) => isIn(name, file));
}

/** Every module that a file names: in imports, in exports from other modules, and in import types. */
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
      report(`scripts/rooms.ts: ${room} may only import rooms that are listed before it, not ${name}`);
  }
}

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((name) => name.split(sep).join('/'))
  .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('generated/'))
  .toSorted();
for (const file of files) {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  const lines = text.trimEnd().split('\n').length;
  if (lines > MAX_LINES) report(`${path}:${MAX_LINES + 1}: ${lines} lines, more than ${MAX_LINES}`);
  const room = roomOf(file);
  if (room === undefined) {
    report(`${path}:1: this folder has no rule: add it to scripts/rooms.ts`);
    continue;
  }
  for (const { module, line } of importsOf(text, path)) {
    if (!module.startsWith('.') || module.endsWith('.css')) continue;
    const target = relative(folder, join(folder, dirname(file), module))
      .split(sep)
      .join('/')
      .replace(/\.js$/, '.ts');
    if (isAllowed(room, target)) continue;
    const name = room === COMPOSITION ? `the files directly in ${tree}` : room;
    const allowed = ROOMS[room]?.join(', ') || 'no other folder';
    report(`${path}:${line}: ${module} - ${name} may import from ${allowed}`);
  }
}
