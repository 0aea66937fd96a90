import { groupBy } from '../../../src/lib/group-by.js';
import { EPOCH_MS } from '../process-clock.js';
import type { Evidence } from './evidence.js';
import { tagOf } from './runs-seen.js';

/**
 * A slot is never started twice by one request, by a rejected request, or after its outcome. Each slot gets its own
 * parameters.
 */
export function checkStarts({ history, runs, swarm, breach, count }: Evidence): void {
  const extras = new Map(history.requests.map(({ tag, extra }) => [tag, extra]));
  for (const { name, starts } of history.slots) {
    const seen = new Set<string>();
    for (const { tag, extra } of starts) {
      if (tag === null) continue;
      const wanted = extras.get(tag);
      const own = wanted?.slot === name ? wanted.value : null;
      if (extra !== own) breach(`${tag} was sent to ${name} with extra ${extra} instead of ${own}`);
      if (own !== null) count('a slot had parameters of its own');
      if (seen.has(tag)) breach(`${name} was started twice by ${tag}`);
      seen.add(tag);
    }
  }
  const answers = groupBy(history.requests, ({ tag }) => tag);
  for (const [tag, requests] of answers) {
    if (!requests.every(({ answer }) => answer !== null && 'error' in answer)) continue;
    // A disk that hangs may still write the run after it was rejected, and a server that is killed cannot remove it any
    // more: the answer says so.
    const isLate = requests.some(
      ({ answer }) => answer && 'error' in answer && answer.error === 'STORE_UNAVAILABLE',
    );
    const mayBegin = (at: number) =>
      isLate && history.deaths.some((death) => death >= (requests[0]?.at ?? 0) && death <= at);
    const started = history.slots.filter(({ starts }) =>
      starts.some((start) => start.tag === tag && !mayBegin(start.at)),
    );
    for (const { name } of started) breach(`${tag} was rejected, but started ${name}`);
  }
  for (const { tag, run, slots } of runs) {
    if (run.action !== 'RUN') continue;
    for (const { name, log, closedAt, part, sentAt } of slots) {
      const late = history.calls.find(
        ({ at, action, address, params }) =>
          action === 'start' &&
          address === log.address &&
          tagOf(params) === tag &&
          at > (closedAt ?? Infinity),
      );
      const waitedMs = sentAt === null || !part.sentAt ? 0 : sentAt + EPOCH_MS - part.sentAt.getTime();
      if (swarm.faults.clockStep === null && waitedMs > run.timeoutSeconds * 1000) {
        breach(`${tag} was sent to ${name} after its timeout`);
      }
      if (late)
        breach(`${tag} was sent to ${name} at ${late.at}, after it was ${part.status} at ${closedAt}`);
    }
  }
}
