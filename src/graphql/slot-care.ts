import { RequestError } from '../core/errors.js';
import { findAllByName } from '../core/selection.js';
import { builder } from './builder.js';
import { SmurfInstanceRef } from './refs.js';

builder.mutationFields((t) => ({
  setOutOfService: t.field({
    type: [SmurfInstanceRef],
    description:
      'Keeps slots out of service: runs on "all" skip them and say so, runs that name them are refused. ' +
      'Stops still reach them. It is forgotten when the server restarts.',
    args: {
      streamIds: t.arg.idList({ required: true, description: 'Stream ids or instance ids.' }),
      reason: t.arg.string({ required: true, description: 'Why, for those who come after you.' }),
      by: t.arg.string({ description: 'Who says so; left out, whoever the server knows to ask.' }),
    },
    resolve: (_root, { streamIds, reason, by }, { manager, viewer }) => {
      if (reason.trim() === '') {
        throw new RequestError('BAD_USER_INPUT', 'reason is empty: say why, for those who come after you.');
      }
      const slots = findAllByName(manager.registry.instances, streamIds);
      const note = { since: new Date(), by: by ?? viewer.name, reason: reason.trim() };
      for (const { address } of slots) manager.notes.setOutOfService(address, note);
      return slots;
    },
  }),
  setInService: t.field({
    type: [SmurfInstanceRef],
    description: 'Takes slots back into service.',
    args: { streamIds: t.arg.idList({ required: true, description: 'Stream ids or instance ids.' }) },
    resolve: (_root, { streamIds }, { manager }) => {
      const slots = findAllByName(manager.registry.instances, streamIds);
      for (const { address } of slots) manager.notes.setOutOfService(address, null);
      return slots;
    },
  }),
  acknowledge: t.field({
    type: [SmurfInstanceRef],
    description:
      'Says that someone has looked at slots whose last run was LOST or TIMED_OUT: they can be commanded again.',
    args: { streamIds: t.arg.idList({ required: true, description: 'Stream ids or instance ids.' }) },
    resolve: (_root, { streamIds }, { manager }) => {
      const slots = findAllByName(manager.registry.instances, streamIds);
      for (const { address } of slots) manager.notes.settle(address);
      return slots;
    },
  }),
}));
