import { builder } from './builder.js';
import { idOf } from './node.js';
import { SmurfInstanceRef } from './type-refs.js';

interface Group {
  readonly name: string;
  readonly members: readonly string[];
}

const SlotGroupRef = builder.objectRef<Group>('SlotGroup').implement({
  description:
    'A named set of slots, from the file of --groups. Its name can be used in every argument that ' +
    'accepts several slots.',
  fields: (t) => ({
    id: t.id({
      description: 'Globally unique. Do not parse it.',
      resolve: ({ name }, _args, { core }) => idOf(core, 'SlotGroup', name),
    }),
    name: t.exposeString('name', { description: 'Its name.' }),
    members: t.stringList({
      description:
        'The members as they are in the file: names of slots, patterns, and names of other groups. In a ' +
        'pattern, `*` stands for any characters, and `?` for one.',
      resolve: ({ members }) => [...members],
    }),
    instances: t.field({
      type: [SmurfInstanceRef],
      description: 'Its slots now, sorted by instance id. Expired slots stay in the list.',
      resolve: ({ name }, _args, { core }) =>
        core.registry.slots.filter(({ groups }) => groups.includes(name)),
    }),
  }),
});

builder.queryField('groups', (t) =>
  t.field({
    type: [SlotGroupRef],
    description: 'The groups of slots, in the order of the file of --groups.',
    resolve: (_root, _args, { core }) => [...core.groups].map(([name, members]) => ({ name, members })),
  }),
);
