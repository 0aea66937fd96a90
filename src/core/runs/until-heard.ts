import type { SlotLane } from './slot-lane.js';

/**
 * After a restart of ours: resolves when the slot is heard and has told what it offers, or has been silent for so
 * long that it counts as expired. Before that nobody can say whether its agent is still the same. At once in every
 * other case.
 *
 * The time that a slot may take bounds it too: while the link is down no slot becomes silent.
 */
export async function untilHeard(lane: SlotLane): Promise<void> {
  if (!lane.slot?.awaited) return;
  const { events, clock, registry } = lane.tools;
  const over = new AbortController();
  const end = () => over.abort();
  const listening = events.slots.listen(({ slot }) => {
    if (slot.address === lane.address && !slot.awaited) end();
  });
  lane.signal.addEventListener('abort', end);
  if (lane.signal.aborted) end();
  await clock.sleep(lane.run.timeoutSeconds * 1000, over.signal);
  listening.close();
  lane.signal.removeEventListener('abort', end);
  if (lane.slot?.expired === false) await registry.refresh(lane.address);
}
