import type { Core } from '../core/core.js';
import { serverProblems } from '../core/server-problems.js';
import { builder } from './builder.js';
import { listSlots, slotListArgs } from './instance.js';
import type { LiveField } from './live.js';
import { waitForScan } from './names.js';
import { idOf, NodeRef } from './node.js';
import { ProblemRef } from './problem.js';
import { selectedFields } from './selected-fields.js';
import { SmurfInstanceRef } from './type-refs.js';

const NetworkRef = builder.objectRef<Core>('Network').implement({
  interfaces: [NodeRef],
  description: 'The OCS network of the slots, and the connection of this server to its router.',
  fields: (t) => ({
    id: t.id({
      description:
        'Stable. Made from `--network-name`. Without this option, made from router, realm and address root.',
      resolve: (core) => idOf(core, 'Network'),
    }),
    router: t.string({
      description: 'The WebSocket URL of the router.',
      resolve: ({ place }) => place.url,
    }),
    realm: t.string({ description: 'The WAMP realm.', resolve: ({ place }) => place.realm }),
    addressRoot: t.string({
      description: 'The first part of every WAMP address, such as observatory.',
      resolve: ({ place }) => place.addressRoot,
    }),
    connected: t.boolean({
      description: 'Whether the server has joined the realm. While false, all data may be out of date.',
      resolve: ({ connection }) => connection.link.connected,
    }),
    since: t.field({
      type: 'DateTime',
      description: 'When `connected` got its current value (server clock).',
      resolve: ({ connection }) => connection.link.since,
    }),
    reason: t.string({
      nullable: true,
      description: 'Why the server is not connected; null while it is.',
      resolve: ({ connection: { link } }) => (link.connected ? null : (link.reason ?? 'joining the router')),
    }),
    agentAddress: t.string({
      description: 'The WAMP address of the OCS agent of this server, for clients such as `OCSClient`.',
      resolve: (_core, _args, { agent }) => agent.address,
    }),
    agentRegistered: t.boolean({
      description:
        'Whether requests to `agentAddress` reach this server. If false while `connected` is true, another ' +
        'server uses the address, and this server takes over when that one ends.',
      resolve: (_core, _args, { agent }) => agent.standing.registered,
    }),
    smurfInstances: t.field({
      type: [SmurfInstanceRef],
      description: 'The slots on the network, sorted by instance id. Expired slots stay in the list.',
      args: slotListArgs,
      resolve: (core, args) => listSlots(args, core),
    }),
    problems: t.field({
      type: [ProblemRef],
      description:
        'All problems of the server itself, such as a store of the runs (a folder or a database) that does not work, or an access director that cannot be read. Empty if there are none.',
      resolve: (core) => serverProblems(core).map((problem) => ({ address: '', problem })),
    }),
    site: t.string({
      nullable: true,
      description: 'The OCS site file that defines the network; null if options define it.',
      resolve: ({ place }) => place.site,
    }),
  }),
});

builder.queryField('network', (t) =>
  t.field({
    type: NetworkRef,
    description: 'The OCS network and the connection of this server to it.',
    resolve: (_root, _args, { core }) => core,
  }),
);

/** A client that shows many slots cannot draw more often. */
const MIN_INTERVAL_MS = 500;

/** The data that a subscription selects besides the connection and the server, from the names of its fields. */
interface Shown {
  readonly slots: boolean;
  /** Also the data and messages of running sessions. */
  readonly data: boolean;
  readonly runs: boolean;
  readonly feeds: boolean;
}

function shownIn(fields: ReadonlySet<string>): Shown {
  return {
    slots: fields.has('smurfInstances'),
    data: fields.has('data') || fields.has('messages'),
    runs: fields.has('currentRuns'),
    feeds: fields.has('feeds'),
  };
}

const network: LiveField<Shown, Core> = {
  name: 'network',
  minIntervalMs: MIN_INTERVAL_MS,
  key: (shown) => JSON.stringify(shown),
  snapshot: ({ core }) => [{ key: '', value: core }],
  changes({ core, agent }, shown, { push }) {
    const pushNetwork = () => push({ key: '', value: core });
    const { events, profile, watch } = core;
    const ofServer = [
      core.connection.onLinkChange(pushNetwork),
      agent.onStandingChange(pushNetwork),
      core.storeHealth.changes.listen(pushNetwork),
      core.presets.changes.listen(pushNetwork),
      core.grants.changes.listen(pushNetwork),
    ];
    if (!shown.slots) return ofServer;
    return [
      ...ofServer,
      watch.watch((_slot, operation) => shown.data || profile.stateOperations.includes(operation)),
      events.slots.listen(pushNetwork),
      ...(shown.runs ? [events.runs.listen(pushNetwork)] : []),
      ...(shown.feeds ? [events.feeds.listen(pushNetwork)] : []),
    ];
  },
};

builder.subscriptionField('network', (t) =>
  t.field({
    type: NetworkRef,
    description:
      'Sends the network now, and again after a change of a selected field, at most twice a second. With ' +
      '`network { smurfInstances { ... } }` a client always gets the complete list of slots, so it does not have to merge ' +
      'events. Nothing is sent for a heartbeat that only renews `lastRefresh`.',
    subscribe: async (_root, _args, context, info) => {
      const shown = shownIn(selectedFields(info));
      if (shown.slots) await waitForScan(context);
      return context.live.open(network, shown, context);
    },
    resolve: ({ value }) => value,
  }),
);
