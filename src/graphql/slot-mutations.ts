import { RequestError } from '../core/errors.js';
import type { Slot } from '../core/slots/slot.js';
import { slotsToMark } from '../core/slots/slots-to-mark.js';
import { builder } from './builder.js';
import type { Context } from './context.js';
import { asked } from './run-options.js';
import { SmurfInstanceRef } from './type-refs.js';

const NAMES = 'Stream ids, instance ids or addresses; `["all"]` for every slot, also the expired ones.';

const chosen = (streamIds: readonly string[], context: Context): Slot[] => [
  ...slotsToMark(context.core.registry, streamIds, asked(context).words),
];

builder.mutationFields((t) => ({
  setOutOfService: t.field({
    type: [SmurfInstanceRef],
    description:
      'Takes slots out of service: runs on "all" leave them out and report that, runs that name them are ' +
      'rejected. Stops still reach them. The mark is lost when the server restarts.',
    args: {
      streamIds: t.arg.idList({ required: true, description: NAMES }),
      reason: t.arg.string({ required: true, description: 'Why, for the people who come after you.' }),
      by: t.arg.string({ description: 'Who reports it. Defaults to the authenticated user.' }),
    },
    resolve: (_root, { streamIds, reason, by }, context) => {
      const { core, viewer } = context;
      if (reason.trim() === '') {
        throw new RequestError(
          'BAD_USER_INPUT',
          'reason is empty: say why, for the people who come after you.',
        );
      }
      const slots = chosen(streamIds, context);
      const mark = { since: core.clock.now(), by: by ?? viewer.name, reason: reason.trim() };
      for (const { address } of slots) core.marks.setOutOfService(address, mark);
      return slots;
    },
  }),
  setInService: t.field({
    type: [SmurfInstanceRef],
    description: 'Takes slots back into service.',
    args: { streamIds: t.arg.idList({ required: true, description: NAMES }) },
    resolve: (_root, { streamIds }, context) => {
      const { core } = context;
      const slots = chosen(streamIds, context);
      for (const { address } of slots) core.marks.setOutOfService(address, null);
      return slots;
    },
  }),
  acknowledge: t.field({
    type: [SmurfInstanceRef],
    description:
      'Confirms that somebody has looked at slots whose last outcome is unknown: they can be commanded again, ' +
      'and runs that they hold go on.',
    args: { streamIds: t.arg.idList({ required: true, description: NAMES }) },
    resolve: (_root, { streamIds }, context) => {
      const { core } = context;
      const slots = chosen(streamIds, context);
      for (const { address } of slots) core.marks.acknowledge(address);
      return slots;
    },
  }),
}));
