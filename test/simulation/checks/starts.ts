import { groupBy } from '../../../src/lib/group-by.js';
import { EPOCH_MS } from '../process-clock.js';
import type { Evidence } from './evidence.js';
import { markOf } from './runs-seen.js';

/**
 * A slot is never started twice by one request, by a rejected request, or after its outcome. Each slot gets its own
 * parameters.
 */
export function checkStarts({ history, runs, swarm, breach, count }: Evidence): void {
  const extras = new Map(history.requests.map(({ mark, extra }) => [mark, extra]));
  for (const { name, starts } of history.slots) {
    const seen = new Set<string>();
    for (const { mark, extra } of starts) {
      if (mark === null) continue;
      const wanted = extras.get(mark);
      const own = wanted?.slots.includes(name) ? wanted.value : null;
      if (extra !== own) breach(`${mark} was sent to ${name} with extra ${extra} instead of ${own}`);
      if (own !== null) count('a slot had parameters of its own');
      if (seen.has(mark)) breach(`${name} was started twice by ${mark}`);
      seen.add(mark);
    }
  }
  const answers = groupBy(history.requests, ({ mark }) => mark);
  for (const [mark, requests] of answers) {
    if (!requests.every(({ answer }) => answer !== null && 'error' in answer)) continue;
    // A disk that hangs may still write the run after it was rejected, and a server that is killed cannot remove it any
    // more: the answer says so.
    const isLate = requests.some(
      ({ answer }) => answer && 'error' in answer && answer.error === 'STORE_UNAVAILABLE',
    );
    const mayBegin = (at: number) =>
      isLate && history.deaths.some((death) => death >= (requests[0]?.at ?? 0) && death <= at);
    const started = history.slots.filter(({ starts }) =>
      starts.some((start) => start.mark === mark && !mayBegin(start.at)),
    );
    for (const { name } of started) breach(`${mark} was rejected, but started ${name}`);
  }
  for (const { mark, run, slots } of runs) {
    if (run.action !== 'RUN') continue;
    for (const { name, log, closedAt, part, sentAt } of slots) {
      const late = history.calls.find(
        ({ at, action, address, params }) =>
          action === 'start' &&
          address === log.address &&
          markOf(params) === mark &&
          at > (closedAt ?? Infinity),
      );
      const waitedMs = sentAt === null || !part.sentAt ? 0 : sentAt + EPOCH_MS - part.sentAt.getTime();
      if (swarm.faults.clockStep === null && waitedMs > run.timeoutSeconds * 1000) {
        breach(`${mark} was sent to ${name} after its timeout`);
      }
      if (late)
        breach(`${mark} was sent to ${name} at ${late.at}, after it was ${part.status} at ${closedAt}`);
    }
  }
}
