import { useFollowed } from '../context/use-live.js';
import { MonitorSlotDocument } from '../generated/graphql.js';
import { afterEvent, type Followed } from './slot-events.js';

const START: Followed = { detail: null, news: [] };

/** What only this page shows of a slot, and what has happened to it while the page was open. */
export function useSlotDetail(instanceId: string): Followed {
  return useFollowed(MonitorSlotDocument, { id: instanceId }, START, afterEvent);
}
