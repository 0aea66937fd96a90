import { deliverStop } from './deliver-stop.js';
import { HELD_BACK } from './drive-slot.js';
import { isOpen } from './run.js';
import { endLane, type SlotLane } from './slot-lane.js';
import { untilHeard } from './until-heard.js';

/** How soon an agent that could not be reached is asked again, for as long as the slot goes on. */
const ASK_AGAIN_MS = 2000;

/** What came of asking to end what a run does on a slot. */
export type CancelAnswer =
  /** The agent has accepted, or there was nothing to end. */
  | 'asked'
  /** The agent cannot end it, or rejects to. */
  | 'goes on'
  /** It cannot be asked now; it is asked as soon as it can be. */
  | 'to be asked';

type Deliverable = Parameters<typeof deliverStop>[1];

/**
 * Ends what a run does on one slot, as far as its agent can. What cannot be ended goes on and says why. Resolves
 * when the slot has been asked once, or when it is clear that it cannot be asked now: the wish is kept, and sent
 * as soon as it can be.
 */
export async function cancelSlot(lane: SlotLane): Promise<CancelAnswer> {
  const { now, run, tools, slot } = lane;
  if (!isOpen(now) || now.stopAcceptedAt !== null) return 'asked';
  if (now.sentAt === null) {
    void endLane(lane, { status: 'NOT_STARTED', message: HELD_BACK });
    return 'asked';
  }
  if (run.action !== 'RUN') {
    void endLane(lane, { status: 'CANCELLED', message: 'MultiSmurf no longer waits for it.' });
    return 'asked';
  }
  if (slot?.awaited) {
    // What its agent can end, and how, is known when it is heard.
    void lane.record({ type: 'NOTED', message: 'To be cancelled as soon as the slot is heard.' });
    void untilHeard(lane).then(() => cancelSlot(lane));
    return 'to be asked';
  }
  const info = slot?.api?.operations.get(run.operation) ?? null;
  const action = info?.op_type === 'process' ? 'STOP' : 'ABORT';
  const interrupt = tools.profile.interrupt(run.operation, info, action);
  if (interrupt.how === 'impossible') {
    void lane.record({ type: 'NOTED', message: interrupt.reason });
    return 'goes on';
  }
  return await new Promise<CancelAnswer>((resolve) => {
    const onDelay = (message: string) => {
      void lane.record({ type: 'NOTED', message });
      resolve('to be asked');
    };
    keepAsking(lane, interrupt, onDelay).then(resolve, (error: unknown) => {
      tools.logger.error({ err: error, address: lane.address }, 'a cancel failed unexpectedly');
      resolve('goes on');
    });
  });
}

async function keepAsking(
  lane: SlotLane,
  interrupt: Deliverable,
  onDelay: (message: string) => void,
): Promise<CancelAnswer> {
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
        return 'asked';
      case 'refused':
        void lane.record({ type: 'NOTED', message: `Not cancelled: ${delivery.message}` });
        return 'goes on';
      case 'unreachable':
        onDelay(`Not cancelled yet, and tried again: ${delivery.message}`);
        await lane.tools.clock.sleep(ASK_AGAIN_MS, lane.signal);
        break;
      case 'not running':
      case 'given up':
        return 'asked';
    }
  }
  return 'asked';
}
