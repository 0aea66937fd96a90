import { deliverStop } from './deliver-stop.js';
import { HELD_BACK } from './drive-slot.js';
import { isOpen } from './run.js';
import { endLane, type SlotLane } from './slot-lane.js';

/** How soon an agent that could not be reached is asked again, for as long as the slot goes on. */
const ASK_AGAIN_MS = 2000;

type Deliverable = Parameters<typeof deliverStop>[1];

/**
 * Ends what a run does on one slot, as far as its agent can. What cannot be ended goes on and says why. Resolves
 * when the slot has been asked once, or when it is clear that it cannot be asked now: the wish is kept, and sent
 * as soon as it can be.
 */
export async function cancelSlot(lane: SlotLane): Promise<void> {
  const { now, run, tools, slot } = lane;
  if (!isOpen(now) || now.stopAcceptedAt !== null) return;
  if (now.sentAt === null) {
    void endLane(lane, { status: 'NOT_STARTED', message: HELD_BACK });
    return;
  }
  if (run.action !== 'RUN') {
    void endLane(lane, { status: 'CANCELLED', message: 'MultiSmurf no longer waits for it.' });
    return;
  }
  const info = slot?.api?.operations.get(run.operation) ?? null;
  const action = info?.op_type === 'process' ? 'STOP' : 'ABORT';
  const interrupt = tools.profile.interrupt(run.operation, info, action);
  if (interrupt.how === 'impossible') {
    void lane.record({ type: 'NOTED', message: interrupt.reason });
    return;
  }
  await new Promise<void>((resolve) => {
    const onDelay = (message: string) => {
      void lane.record({ type: 'NOTED', message });
      resolve();
    };
    keepAsking(lane, interrupt, onDelay)
      .catch((error: unknown) => {
        tools.logger.error({ err: error, address: lane.address }, 'a cancel failed unexpectedly');
      })
      .finally(resolve);
  });
}

async function keepAsking(
  lane: SlotLane,
  interrupt: Deliverable,
  onDelay: (message: string) => void,
): Promise<void> {
  // Before the agent has answered the start there is nothing that it could end.
  if (lane.now.status === 'STARTING') {
    onDelay('To be cancelled as soon as the agent has answered the start.');
    await lane.until(({ status }) => status !== 'STARTING');
  }
  while (isOpen(lane.now)) {
    const delivery = await deliverStop(lane, interrupt, lane.signal, onDelay);
    switch (delivery.kind) {
      case 'accepted':
        void lane.record({ type: 'NOTED', message: null });
        void lane.record({ type: 'STOP_ACCEPTED' });
        return;
      case 'refused':
        void lane.record({ type: 'NOTED', message: `Not cancelled: ${delivery.message}` });
        return;
      case 'unreachable':
        onDelay(`Not cancelled yet, and tried again: ${delivery.message}`);
        await lane.tools.clock.sleep(ASK_AGAIN_MS, lane.signal);
        break;
      case 'not running':
      case 'given up':
        return;
    }
  }
}
