import { readFileSync } from 'node:fs';
import type { Closable } from '../../../src/lib/topic.js';

/** Milliseconds for which this thread was ready to run while other programs had the cores; 0 if not on Linux. */
function waitedMs(): number {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}

/** A clock in ms that stands still while other programs have the cores: a busy machine must not look like a fault. */
export function ownTime(): number {
  return performance.now() - waitedMs();
}

/** Calls `onEnd` after `ms` of own time, unless it is closed before. */
export function afterOwnTime(ms: number, onEnd: () => void): Closable {
  const end = ownTime() + ms;
  let timer = setTimeout(look, ms);
  function look(): void {
    const left = end - ownTime();
    if (left <= 0) onEnd();
    else timer = setTimeout(look, left);
  }
  return { close: () => clearTimeout(timer) };
}
