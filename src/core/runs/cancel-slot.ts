import type { EncodedSession } from '../../ocs/protocol.js';
import { isSameSession } from '../slots/session-record.js';
import { deliverStop } from './deliver-stop.js';
import { HELD_BACK } from './drive-slot.js';
import { isOpen } from './run.js';
import { endLane, interruptOf, type SlotLane } from './slot-lane.js';
import { untilHeard } from './until-heard.js';

/** Time until an unreachable agent is asked again, while the operation is not ended. */
const ASK_AGAIN_MS = 2000;

/** The result of the request to cancel a run on one slot. */
export type CancelAnswer =
  /** The agent has accepted, or there was nothing to end. */
  | 'asked'
  /** The agent cannot end it, or refuses to. */
  | 'goes on'
  /** The agent cannot be asked now; it is asked as soon as possible. */
  | 'to be asked';

type Deliverable = Parameters<typeof deliverStop>[1];

/**
 * Cancels a run on one slot, if its agent can end the operation. Otherwise the operation continues, and the message
 * of the slot says why. Resolves when the agent was asked once, or when it cannot be asked now: the request is then
 * kept, and sent as soon as possible.
 */
export async function cancelSlot(lane: SlotLane): Promise<CancelAnswer> {
  const { now, run, tools, slot } = lane;
  if (!isOpen(now) || now.stopAcceptedAt !== null) return 'asked';
  if (now.sentAt === null) {
    void endLane(lane, { status: 'NOT_STARTED', message: HELD_BACK });
    return 'asked';
  }
  if (run.action !== 'RUN') {
    void endLane(lane, { status: 'CANCELLED', message: 'MultiSmurf no longer waits for this slot.' });
    return 'asked';
  }
  if (slot?.awaited) {
    // How the agent can end the operation is known only after its first heartbeat.
    void lane.record({
      type: 'NOTED',
      message:
        'The operation will be cancelled when the slot sends its first heartbeat after the restart of MultiSmurf.',
    });
    void untilHeard(lane).then(() => cancelSlot(lane));
    return 'to be asked';
  }
  const info = slot?.api?.operations.get(run.operation) ?? null;
  const action = info?.op_type === 'process' ? 'STOP' : 'ABORT';
  const interrupt = interruptOf(lane, action);
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
  // Before the agent has answered the start, it has nothing to end.
  if (lane.now.status === 'STARTING') {
    onDelay('The operation will be cancelled when the agent has answered the start.');
    await lane.until(({ status }) => status !== 'STARTING');
  }
  while (isOpen(lane.now)) {
    const delivery = await deliverStop(lane, interrupt, lane.signal, onDelay);
    switch (delivery.kind) {
      case 'accepted':
        void lane.record({ type: 'NOTED', message: null });
        if (isOfNext(lane, delivery.session)) {
          lane.tools.logger.warn(
            { address: lane.address, operation: lane.run.operation, session: delivery.session?.session_id },
            'the session of a cancelled run had ended; the agent has ended the next session of the operation instead',
          );
        } else {
          void lane.record({ type: 'STOP_ACCEPTED' });
        }
        return 'asked';
      case 'refused':
        void lane.record({ type: 'NOTED', message: `Not cancelled: ${delivery.message}` });
        return 'goes on';
      case 'unreachable':
        onDelay(`Not cancelled yet; trying again: ${delivery.message}`);
        await lane.tools.clock.sleep(ASK_AGAIN_MS, lane.signal);
        break;
      case 'not running':
      case 'given up':
        return 'asked';
    }
  }
  return 'asked';
}

/**
 * True if the agent ends another session than the one of the run. A request names only the operation: if the session
 * of the run has just ended, and a frozen agent then starts the next one first, the request reaches that one.
 */
function isOfNext({ now }: SlotLane, ended: EncodedSession | null): boolean {
  return ended !== null && now.record !== null && !isSameSession(ended, now.record.session);
}
