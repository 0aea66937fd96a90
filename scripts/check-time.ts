import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Checks that only `src/lib/clock.ts` uses the time and the timers of Node: all other code gets a `Clock`.
 *
 *     node dist/scripts/check-time.js [FOLDER]     prints each use below FOLDER (src), and fails if there is one
 */
const [folder = 'src'] = process.argv.slice(2);

/** The only file that creates the real clock. */
const CLOCK = join('src', 'lib', 'clock.ts');

const USES: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\bDate\.now\b/, 'clock.now() for people, clock.monotonic() for durations'],
  [/\bnew Date(\(\s*\)|(?![\w(]))/, 'clock.now()'],
  [/\bperformance\.now\b|\bprocess\.hrtime\b/, 'clock.monotonic()'],
  [/\bsetTimeout\b/, 'clock.after() or clock.sleep()'],
  [/\bsetInterval\b/, 'clock.every()'],
  [/\bsetImmediate\b/, 'clock.sleep(0)'],
  [/\bAbortSignal\.timeout\b/, 'clock.after() and an AbortController'],
  [/['"](node:)?timers(\/promises)?['"]/, 'the methods of a Clock'],
];

/** The line without comments. */
function codeOf(line: string): string {
  return /^\s*(\*|\/\*|\/\/)/.test(line) ? '' : line.replace(/\s\/\/\s.*$/, '');
}

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((name) => join(folder, name))
  .filter((path) => path.endsWith('.ts') && path !== CLOCK)
  .toSorted();
for (const path of files) {
  for (const [index, line] of readFileSync(path, 'utf8').split('\n').entries()) {
    for (const [pattern, instead] of USES) {
      const found = pattern.exec(codeOf(line));
      if (!found) continue;
      process.stderr.write(`${path}:${index + 1}: ${found[0]} - use ${instead} (src/lib/clock.ts)\n`);
      process.exitCode = 1;
    }
  }
}
