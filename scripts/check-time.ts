import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Holds that time is handed in: nothing but `src/lib/clock.ts` asks Node for the time or for a timer.
 *
 *     node dist/scripts/check-time.js [FOLDER]     fails with a line for each use below FOLDER (src)
 */
const [folder = 'src'] = process.argv.slice(2);

/** The one file that makes the real clock. */
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

/** Lines of comments are no code; neither is what stands behind code in one. */
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
