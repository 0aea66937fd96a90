import { RequestError } from '../core/errors.js';
import { requireAllowedSlots } from '../core/runs/allowed.js';
import type { Slot } from '../core/slots/slot.js';
import { slotsToMark } from '../core/slots/slots-to-mark.js';
import { builder } from './builder.js';
import type { Context } from './context.js';
import { asked } from './run-options.js';
import { SmurfInstanceRef } from './type-refs.js';

const NAMES =
  'Stream ids, instance ids, addresses or groups. `["all"]` selects every slot, including expired slots.';

const chosen = (streamIds: readonly string[], context: Context): Slot[] => [
  ...slotsToMark(context.core.registry, streamIds, asked(context).words),
];

/**
 * Who says it: the user of the token; without one, `by`, or the name that goes with the request.
 * @throws {RequestError} if the client sends the name of somebody else
 */
function signature(
  by: string | null | undefined,
  { requester: { name, isVerified } }: Context,
): string | null {
  if (!isVerified) return by ?? name;
  if (by === null || by === undefined || by === name) return name;
  throw new RequestError('BAD_USER_INPUT', `by is "${by}", but the token is that of ${name}: omit by.`);
}

builder.mutationFields((t) => ({
  setOutOfService: t.field({
    type: [SmurfInstanceRef],
    authScopes: { administrator: true },
    description:
      'Takes slots out of service: runs on "all" skip them and list them in `skipped`; runs that name ' +
      'them are rejected, unless `skipUnavailable` is true. They can still be stopped.',
    args: {
      streamIds: t.arg.idList({ required: true, description: NAMES }),
      reason: t.arg.string({ required: true, description: 'The reason, as text for other users.' }),
      by: t.arg.string({
        description:
          'Who takes the slots out of service. If the request has the token of a user, this is the name ' +
          'of that user by default, and any other name is rejected.',
      }),
    },
    resolve: async (_root, { streamIds, reason, by }, context) => {
      const {
        core,
        requester: { isVerified },
      } = context;
      if (reason.trim() === '') {
        throw new RequestError('BAD_USER_INPUT', 'reason is empty: enter a reason for other users.');
      }
      const slots = chosen(streamIds, context);
      const mark = { since: core.clock.now(), by: signature(by, context), isVerified, reason: reason.trim() };
      for (const { address } of slots) core.marks.setOutOfService(address, mark);
      await core.marks.stored();
      return slots;
    },
  }),
  setInService: t.field({
    type: [SmurfInstanceRef],
    authScopes: { administrator: true },
    description: 'Puts slots back into service.',
    args: { streamIds: t.arg.idList({ required: true, description: NAMES }) },
    resolve: async (_root, { streamIds }, context) => {
      const { core } = context;
      const slots = chosen(streamIds, context);
      for (const { address } of slots) core.marks.setOutOfService(address, null);
      await core.marks.stored();
      return slots;
    },
  }),
  acknowledge: t.field({
    type: [SmurfInstanceRef],
    description:
      'Confirms that somebody has checked slots whose last outcome is unknown. These slots can then be commanded ' +
      'again. Runs that were held by these slots continue.',
    args: {
      streamIds: t.arg.idList({ required: true, description: NAMES }),
      by: t.arg.string({
        description:
          'Who has checked the slots. If the request has the token of a user, this is the name of that ' +
          'user by default, and any other name is rejected.',
      }),
    },
    resolve: async (_root, { streamIds, by }, context) => {
      const { core, viewer } = context;
      const slots = chosen(streamIds, context);
      requireAllowedSlots(core.registry.slots, slots, viewer);
      const acknowledgement = { at: core.clock.now(), by: signature(by, context) };
      for (const { address } of slots) core.marks.acknowledge(address, acknowledgement);
      await core.marks.stored();
      return slots;
    },
  }),
}));
