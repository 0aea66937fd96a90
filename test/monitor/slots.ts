import type { Slot } from '../../monitor/live/model.js';

/** When everything in these tests was so. */
export const AT = '2026-11-26T04:00:00.000Z';

/** An idle slot without trouble, with these changes. */
export function slot(change: Partial<Slot> = {}): Slot {
  return {
    id: 'S1',
    instanceId: 'pysmurf-controller-s2',
    streamId: 'ufm_mv5',
    expired: false,
    groups: [],
    agentStarted: AT,
    lastRefresh: AT,
    outOfService: null,
    problems: [],
    state: { streaming: false, streamTag: null, numActiveChannels: 10, pysmurfAction: null, stale: false },
    stateReader: null,
    exclusiveGrants: null,
    sessions: [],
    ...change,
  };
}
