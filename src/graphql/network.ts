import type { Manager } from '../core/core.js';
import { builder } from './builder.js';

const NetworkRef = builder.objectRef<Manager>('Network').implement({
  description: 'The OCS network that the slots are on, and our link to its router.',
  fields: (t) => ({
    id: t.id({ description: 'There is one.', resolve: () => 'network' }),
    router: t.string({ description: "The router's WebSocket address.", resolve: ({ place }) => place.url }),
    realm: t.string({ description: 'The WAMP realm.', resolve: ({ place }) => place.realm }),
    addressRoot: t.string({
      description: 'What all addresses begin with.',
      resolve: ({ place }) => place.addressRoot,
    }),
    connected: t.boolean({
      description: 'Whether we are joined to the realm. While false, all that is shown may be out of date.',
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
      description: 'The address of this server as an OCS agent, for `OCSClient` and the like.',
      resolve: (_manager, _args, { agent }) => agent.address,
    }),
    agentRegistered: t.boolean({
      description:
        'Whether requests to `agentAddress` come to this server. While false and connected, another server has the address and this one stands by.',
      resolve: (_manager, _args, { agent }) => agent.standing.registered,
    }),
    site: t.string({
      nullable: true,
      description: 'The OCS site file that says so; null if it came from options.',
      resolve: ({ place }) => place.site,
    }),
  }),
});

builder.queryField('network', (t) =>
  t.field({
    type: NetworkRef,
    description: 'The OCS network and our link to it.',
    resolve: (_root, _args, { manager }) => manager,
  }),
);

builder.subscriptionField('network', (t) =>
  t.field({
    type: NetworkRef,
    description: 'Our link to the network as it is, then each change of it and of our agent.',
    subscribe: (_root, _args, { manager, agent, live }) => {
      const queue = live.open<Manager>(() => {
        for (const listening of held) listening.close();
      });
      const push = () => queue.push('network', manager);
      const held = [manager.connection.onLinkChange(push), agent.onStandingChange(push)];
      queue.push('network', manager);
      return queue;
    },
    resolve: (manager) => manager,
  }),
);
