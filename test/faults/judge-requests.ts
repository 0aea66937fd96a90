import type { Played } from './play-schedule.js';
import { isStoreFault, type Schedule } from './schedule.js';

/** What is wrong with the answers of the server; empty if all is right. */
export function judgeRequests({ faults }: Schedule, { runs, last, refusals, unstopped }: Played): string[] {
  const wrong: string[] = [];
  const status = runs.find(({ id }) => id === last)?.status ?? 'not there';
  if (status !== 'SUCCEEDED') {
    const answers = refusals.map(({ command, message }) => `${command}: ${message}`);
    wrong.push(
      `the run after everything was mended is ${status}; rejected were ${answers.join(' ') || 'none'}`,
    );
  }

  const isStoreAway = faults.some(({ kind }) => isStoreFault(kind));
  for (const { command, code, message } of refusals) {
    const isForStore = code === 'STORE_UNAVAILABLE';
    if (isForStore && !isStoreAway) wrong.push(`${command} was rejected though the store worked: ${message}`);
    if (isForStore && !BEGINS.has(command))
      wrong.push(`${command} needs no store but was rejected: ${message}`);
  }
  if (!faults.every(({ kind }) => isStoreFault(kind))) return wrong;
  for (const { command, code, message } of refusals) {
    if (code !== 'STORE_UNAVAILABLE') wrong.push(`${command} was rejected for another reason: ${message}`);
  }
  for (const stream of unstopped) wrong.push(`a stop did not reach ${stream}`);
  return wrong;
}

/** Commands that are rejected while the store does not work. */
const BEGINS: ReadonlySet<string> = new Set(['run', 'stream']);
