import { spawnSync } from 'node:child_process';
import { targets } from './targets/targets.js';

/** Fuzzes every target for some seconds, each in its own process, so that the heap is measured separately. */
const options = process.argv.length > 2 ? process.argv.slice(2) : ['--seconds', '8'];
const main = new URL('./main.js', import.meta.url).pathname;
const failed = Object.keys(targets).filter((name) => {
  const { status } = spawnSync(process.execPath, ['--expose-gc', main, name, ...options], {
    stdio: 'inherit',
  });
  return status !== 0;
});
if (failed.length > 0) process.stderr.write(`faults in ${failed.join(', ')}\n`);
process.exitCode = failed.length > 0 ? 1 : 0;
