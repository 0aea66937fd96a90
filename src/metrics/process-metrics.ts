import { readdirSync, readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Closable } from '../lib/topic.js';
import type { Instruments } from './instruments.js';

/** The timer that measures the delay of the event loop. */
const RESOLUTION_MS = 20;

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

const QUANTILES = [0.5, 0.99, 1];

/** What the process uses. The default metrics of prom-client cannot be closed, and a test has many servers. */
export function createProcessMetrics(
  instruments: Pick<
    Instruments,
    'cpu' | 'resident' | 'heap' | 'openFiles' | 'startTime' | 'build' | 'loopDelay'
  >,
): Closable & { read(): void } {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  instruments.build.set({ version, node: process.version }, 1);
  instruments.startTime.set(Math.round(performance.timeOrigin) / 1000);
  return {
    read() {
      const { user, system } = process.cpuUsage();
      instruments.cpu.reset();
      instruments.cpu.inc((user + system) / 1e6);
      const { rss, heapUsed } = process.memoryUsage();
      instruments.resident.set(rss);
      instruments.heap.set(heapUsed);
      const files = openFiles();
      if (files !== null) instruments.openFiles.set(files);
      for (const quantile of QUANTILES) {
        const late = delay.percentile(quantile * 100) / 1e9 - RESOLUTION_MS / 1000;
        instruments.loopDelay.set({ quantile }, Math.max(0, late));
      }
      delay.reset();
    },
    close: () => void delay.disable(),
  };
}

function openFiles(): number | null {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return null;
  }
}
