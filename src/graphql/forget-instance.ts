import { forgetSlot } from '../core/forget-slot.js';
import { builder } from './builder.js';
import { slotsNamed } from './names.js';

builder.mutationField('forgetInstance', (t) =>
  t.boolean({
    description:
      'Drops a slot that is gone for good from all lists, with its problems and its marks; true when it is ' +
      'dropped. Rejected unless the slot has expired and no run waits for it. If its agent ever comes back, it ' +
      'is ADDED as a new slot.',
    args: { id: t.arg.id({ required: true, description: 'Its stream id, instance id, address or id.' }) },
    resolve: (_root, { id }, { core }) => {
      for (const slot of slotsNamed(core, [id])) forgetSlot(core, slot);
      return true;
    },
  }),
);
