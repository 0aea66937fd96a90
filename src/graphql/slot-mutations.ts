import { RequestError } from '../core/errors.js';
import { builder } from './builder.js';
import { slotsNamed } from './names.js';
import { SmurfInstanceRef } from './type-refs.js';

const NAMES = 'Stream ids, instance ids or addresses.';

builder.mutationFields((t) => ({
  setOutOfService: t.field({
    type: [SmurfInstanceRef],
    description:
      'Takes slots out of service: runs on "all" leave them out and report that, runs that name them are ' +
      'rejected. Stops still reach them.',
    args: {
      streamIds: t.arg.idList({ required: true, description: NAMES }),
      reason: t.arg.string({ required: true, description: 'Why, for the people who come after you.' }),
      by: t.arg.string({ description: 'Who reports it. Defaults to the authenticated user.' }),
    },
    resolve: async (_root, { streamIds, reason, by }, { core, viewer }) => {
      if (reason.trim() === '') {
        throw new RequestError(
          'BAD_USER_INPUT',
          'reason is empty: say why, for the people who come after you.',
        );
      }
      const slots = slotsNamed(core, streamIds);
      const mark = { since: core.clock.now(), by: by ?? viewer.name, reason: reason.trim() };
      for (const { address } of slots) core.marks.setOutOfService(address, mark);
      await core.marks.stored();
      return slots;
    },
  }),
  setInService: t.field({
    type: [SmurfInstanceRef],
    description: 'Takes slots back into service.',
    args: { streamIds: t.arg.idList({ required: true, description: NAMES }) },
    resolve: async (_root, { streamIds }, { core }) => {
      const slots = slotsNamed(core, streamIds);
      for (const { address } of slots) core.marks.setOutOfService(address, null);
      await core.marks.stored();
      return slots;
    },
  }),
  acknowledge: t.field({
    type: [SmurfInstanceRef],
    description:
      'Confirms that somebody has looked at slots whose last outcome is unknown: they can be commanded again, ' +
      'and runs that they hold go on.',
    args: {
      streamIds: t.arg.idList({ required: true, description: NAMES }),
      by: t.arg.string({ description: 'Who has looked. Defaults to the authenticated user.' }),
    },
    resolve: async (_root, { streamIds, by }, { core, viewer }) => {
      const slots = slotsNamed(core, streamIds);
      const acknowledgement = { at: core.clock.now(), by: by ?? viewer.name };
      for (const { address } of slots) core.marks.acknowledge(address, acknowledgement);
      await core.marks.stored();
      return slots;
    },
  }),
}));
