import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into a server with `--import`. At each SIGUSR2 it writes the longest stall of the event loop since the last one:
 * how much later than due a timer of a millisecond was. It measures only after the first SIGUSR2.
 */
const RESOLUTION_MS = 1;

if (isMainThread) {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  process.on('SIGUSR2', () => {
    const stallMs = Math.max(0, delays.max / 1e6 - RESOLUTION_MS);
    process.stderr.write(`longest stall, ms: ${delays.count === 0 ? 0 : stallMs}\n`);
    delays.reset();
    delays.enable();
  });
}
