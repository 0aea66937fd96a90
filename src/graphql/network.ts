import type { Core } from '../core/core.js';
import { builder } from './builder.js';
import type { LiveField } from './live.js';
import { idOf, NodeRef } from './node.js';

const NetworkRef = builder.objectRef<Core>('Network').implement({
  interfaces: [NodeRef],
  description: 'The OCS network that the slots are on, and our link to its router.',
  fields: (t) => ({
    id: t.id({
      description: 'The same for the same router, realm and address root.',
      resolve: (core) => idOf(core, 'Network'),
    }),
    router: t.string({
      description: 'The WebSocket address of the router.',
      resolve: ({ place }) => place.url,
    }),
    realm: t.string({ description: 'The WAMP realm.', resolve: ({ place }) => place.realm }),
    addressRoot: t.string({
      description: 'The first part of every address.',
      resolve: ({ place }) => place.addressRoot,
    }),
    connected: t.boolean({
      description: 'Whether we are joined to the realm. While false, everything shown may be out of date.',
      resolve: ({ connection }) => connection.link.connected,
    }),
    since: t.field({
      type: 'DateTime',
      description: 'When `connected` took its present value.',
      resolve: ({ connection }) => connection.link.since,
    }),
    reason: t.string({
      nullable: true,
      description: 'Why there is no link; null while there is one.',
      resolve: ({ connection: { link } }) => (link.connected ? null : (link.reason ?? 'joining the router')),
    }),
    agentAddress: t.string({
      description: 'The address of this server as an OCS agent, for clients such as `OCSClient`.',
      resolve: (_core, _args, { agent }) => agent.address,
    }),
    agentRegistered: t.boolean({
      description:
        'Whether requests to `agentAddress` reach this server. While false and connected, another server has ' +
        'the address, and this one stands by.',
      resolve: (_core, _args, { agent }) => agent.standing.registered,
    }),
    site: t.string({
      nullable: true,
      description: 'The OCS site file that defines the network; null if options do.',
      resolve: ({ place }) => place.site,
    }),
  }),
});

builder.queryField('network', (t) =>
  t.field({
    type: NetworkRef,
    description: 'The OCS network and our link to it.',
    resolve: (_root, _args, { core }) => core,
  }),
);

const network: LiveField<null, Core> = {
  name: 'network',
  key: () => '',
  snapshot: ({ core }) => [{ key: '', value: core }],
  changes({ core, agent }, _args, { push }) {
    const pushNetwork = () => push({ key: '', value: core });
    return [core.connection.onLinkChange(pushNetwork), agent.onStandingChange(pushNetwork)];
  },
};

builder.subscriptionField('network', (t) =>
  t.field({
    type: NetworkRef,
    description: 'Our link to the network as it is, then each change of the link and of our agent.',
    subscribe: (_root, _args, context) => context.live.open(network, null, context),
    resolve: (core) => core,
  }),
);
