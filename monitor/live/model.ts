import type { RunViewFragment, SlotViewFragment } from '../generated/graphql.js';

export type Slot = SlotViewFragment;
export type Run = RunViewFragment;
export type RunSlot = Run['slots'][number];

/** The name that people use: the stream id, or the instance id while the agent has not reported it. */
export function nameOf({ streamId, instanceId }: Pick<Slot, 'streamId' | 'instanceId'>): string {
  return streamId ?? instanceId;
}
