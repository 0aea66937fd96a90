import { isRejection } from '../../ocs/access/cred-level.js';
import { heldText } from '../grants/grant-text.js';
import type { SlotLane } from './slot-lane.js';

/**
 * The words of an agent that has refused a start, and if it did that for lack of privileges, the exclusive grants of
 * others on the slot, and whether the run has lost its own.
 */
export function withGrants(message: string, { slot, run, tools }: SlotLane): string {
  if (!slot || !isRejection(message)) return message;
  const { grants, grantHolder } = tools;
  const hasLost = run.exclusiveGrant !== null && !grantHolder.isHeldBy(run.id);
  const others = (grants.on(slot) ?? []).filter(({ grantee }) => grantHolder.runOf(grantee) !== run.id);
  return [
    message,
    ...(hasLost ? [`The run does not hold its exclusive grant ${run.exclusiveGrant} any more.`] : []),
    ...others.map(heldText),
  ].join(' ');
}
