import type { Preset } from '../core/presets.js';
import { builder } from './builder.js';
import { idOf } from './node.js';

const PresetRef = builder.objectRef<Preset>('Preset').implement({
  description:
    'A usual request of a team, from the file of --presets. Its fields are arguments of `runOperation`.',
  fields: (t) => ({
    id: t.id({
      description: 'Globally unique. Do not parse it.',
      resolve: ({ name }, _args, { core }) => idOf(core, 'Preset', name),
    }),
    name: t.exposeString('name', { description: 'Its name.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What it does, in a line; null if the file has no description.',
    }),
    operation: t.exposeString('operation', { description: 'Name of the operation.' }),
    streamIds: t.idList({
      nullable: true,
      description:
        'Stream ids, instance ids, addresses or groups; null if the preset names no slots. If ' +
        '`runOperation` gets no `streamIds` either, it commands all slots; with --explicit-slots, it is ' +
        'rejected.',
      resolve: ({ streamIds }) => streamIds && [...streamIds],
    }),
    params: t.field({
      type: 'JSON',
      nullable: true,
      description: 'The parameters of the operation, as an object; null if there are none.',
      resolve: ({ params }) => params,
    }),
    options: t.field({
      type: 'JSON',
      nullable: true,
      description: 'How the operation is run: an object with fields of `RunOptions`; null for the defaults.',
      resolve: ({ options }) => options,
    }),
  }),
});

builder.queryField('presets', (t) =>
  t.field({
    type: [PresetRef],
    description:
      'The presets, in the order of the file of --presets. The file is read again when it changes; a preset with a ' +
      'mistake is left out, and listed in `network { problems }`.',
    resolve: (_root, _args, { core }) => [...core.presets.list],
  }),
);
