import type { HeldGrant } from '../ocs/access/grants.js';
import { builder } from './builder.js';
import { idOf } from './node.js';
import { RunRef } from './type-refs.js';

export const ExclusiveGrantRef = builder.objectRef<HeldGrant>('ExclusiveGrant').implement({
  description:
    'An exclusive grant of the access director, while somebody holds it. Other clients then have a lower access level ' +
    'on the slots of the grant.',
  fields: (t) => ({
    id: t.id({
      description: 'Stable: one id for each name of a grant.',
      resolve: ({ name }, _args, { core }) => idOf(core, 'ExclusiveGrant', name),
    }),
    name: t.exposeString('name', {
      description: 'The name of the grant in the configuration of the access director.',
    }),
    grantee: t.exposeString('grantee', {
      nullable: true,
      description:
        'The name that the holder has given; null if it gave none. The access director does not check ' +
        'it. If a run of MultiSmurf holds the grant, the name contains the instance id of the server, ' +
        'the operation and the id of the run.',
    }),
    run: t.field({
      type: RunRef,
      nullable: true,
      description: 'The run of this server that holds the grant; null if another client holds it.',
      resolve: ({ grantee }, _args, { core, loaders }) => {
        const id = core.grantHolder.runOf(grantee);
        return id === null ? null : loaders.run.load(id);
      },
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description:
        'When the access director ends the grant, unless the holder renews it (clock of the access director). A ' +
        'renewal is shown within 10 s.',
      resolve: ({ expiresAt }) => expiresAt,
    }),
  }),
});
