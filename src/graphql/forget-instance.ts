import { RequestError } from '../core/errors.js';
import { forgetSlot } from '../core/forget-slot.js';
import { meaningOf } from '../core/slots/names.js';
import { builder } from './builder.js';
import { slotsNamed } from './names.js';

builder.mutationField('forgetInstance', (t) =>
  t.boolean({
    authScopes: { administrator: true },
    description:
      'Removes an expired slot from all lists, with its problems, its unknown outcomes and its ' +
      'out-of-service mark. Always returns true. Rejected if the slot has not expired, or if a run waits ' +
      'for it. If its agent comes back, the slot is ADDED as a new one.',
    args: {
      id: t.arg.id({ required: true, description: 'The stream id, instance id, address or id of the slot.' }),
    },
    resolve: (_root, { id }, { core }) => {
      const slots = slotsNamed(core, [id]);
      if (meaningOf(core.registry.slots, id).kind === 'group') {
        throw new RequestError('AMBIGUOUS_NAME', `${id} is a group of slots. Name one slot.`, { name: id });
      }
      for (const slot of slots) forgetSlot(core, slot);
      return true;
    },
  }),
);
