import { endingWith } from '../../lib/abort.js';
import type { Slot } from '../slots/slot.js';
import type { SlotLane } from './slot-lane.js';

/** A router that restarts, and the agents that join it again, need less time than this. */
const HEARD_WAIT_MS = 30_000;
const LOOK_AGAIN_MS = 500;

const WAITS =
  'The start is delayed: MultiSmurf is not connected, or has received no heartbeat of the slot since it reconnected.';

/** True if the run was taken from another server, which had heard a later start of the agent. */
function isBehind({ now }: SlotLane, slot: Slot): boolean {
  return now.agentStart !== null && Number(slot.agentStart) < Number(now.agentStart);
}

/**
 * Waits for a heartbeat of the slot, where the next step depends on one. There are two cases:
 *
 * - After a restart of the server, the slot is known from the store only. Its agent may have restarted, too. Waits for
 *   the first heartbeat and get_api, or until the slot counts as silent, at most the timeout of the run. If the run was
 *   taken from another server, this one may not have heard yet that the agent had restarted before the start.
 * - Before a start (`isStart`), also waits until the link to the router is up and a heartbeat has come over it. So a
 *   short loss of the link does not fail the slots that have their turn in this time. After `HEARD_WAIT_MS` the start
 *   is sent in any case.
 */
export async function untilHeard(lane: SlotLane, isStart = false): Promise<void> {
  const { clock, connection, events, registry } = lane.tools;
  /** The link over which a heartbeat came during the wait: `lastRefresh` is not enough if the wall clock was set. */
  let heardOver: Date | null = null;
  const isHeard = () => {
    const { slot } = lane;
    if (!slot) return true;
    if (!isStart) return !slot.awaited && (heardOver !== null || !isBehind(lane, slot));
    const { connected, since } = connection.link;
    return connected && (heardOver === since || slot.lastRefresh >= since);
  };
  if (isHeard()) return;
  const wasAwaited = lane.slot?.awaited === true;
  if (isStart) void lane.record({ type: 'NOTED', message: WAITS });

  const over = endingWith(lane.signal);
  const endIfHeard = () => {
    if (isHeard() || (isStart && lane.isHeldBack)) over.end();
  };
  const held = [
    events.slots.listen(({ slot }) => {
      if (slot.address === lane.address) endIfHeard();
    }),
    events.heartbeats.listen((slot) => {
      if (slot.address === lane.address) heardOver = connection.link.since;
    }),
    clock.after(isStart ? HEARD_WAIT_MS : lane.run.timeoutSeconds * 1000, over.end),
    over,
  ];
  while (!over.signal.aborted) {
    await clock.sleep(LOOK_AGAIN_MS, over.signal);
    endIfHeard();
  }
  for (const closable of held) closable.close();

  if (isStart) void lane.record({ type: 'NOTED', message: null });
  if (wasAwaited && lane.slot?.expired === false) await registry.refresh(lane.address);
}
