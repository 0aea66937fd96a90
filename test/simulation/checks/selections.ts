import type { Evidence } from './evidence.js';

/** A run commands the slots that its request names, and no others; a group stands for its slots. */
export function checkSelections({ history, runs, swarm, breach, count }: Evidence): void {
  const requests = new Map(history.requests.map((request) => [request.mark, request]));
  for (const { run, mark, slots } of runs) {
    const request = run.action === 'RUN' ? requests.get(mark) : undefined;
    if (!request || request.retry || request.named === null) continue;
    const commanded = slots.map(({ name }) => name);
    const others = commanded.filter((name) => !request.named?.includes(name));
    if (others.length > 0) breach(`${mark} commands ${others.join(', ')}, which it does not name`);
    // A server that has not heard of a slot since its first start does not know that it belongs to a group.
    const missing = request.named.filter((name) => !commanded.includes(name));
    if (missing.length > 0 && (!swarm.hasGroups || swarm.isCalm))
      breach(`${mark} does not command ${missing.join(', ')}`);
    if (request.namesGroup) count('a run named a group');
  }
}
