import { execFile } from 'node:child_process';
import { judgeAudit } from './judge-audit.js';

/**
 * Asks npm's audit service for known holes in all packages of the lockfile.
 *
 *     npm run audit     fails if one is of high or critical severity
 *
 * A machine that cannot reach the service has checked nothing, and says so.
 */
const MAX_MS = 120_000;

// It exits with 1 if there are holes of any severity, and if the service cannot be reached.
execFile('npm', ['audit', '--json'], { maxBuffer: 100_000_000, timeout: MAX_MS }, (_error, stdout) => {
  const verdict = judgeAudit(stdout);
  switch (verdict.kind) {
    case 'clean':
      process.stdout.write('npm audit: no known hole of high or critical severity\n');
      break;
    case 'not checked':
      process.stdout.write(`npm audit: NOT CHECKED, which does not mean clean: ${verdict.reason}\n`);
      break;
    case 'holes':
      process.stderr.write(`npm audit: known holes:\n${verdict.holes.map((hole) => `  ${hole}\n`).join('')}`);
      process.exitCode = 1;
  }
});
