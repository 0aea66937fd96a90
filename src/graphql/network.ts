import type { Core } from '../core/core.js';
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
  description: 'The OCS network that the slots are on, and our link to its router.',
  fields: (t) => ({
    id: t.id({
      description:
        'The same for the same network: by `--network-name`, or else by router, realm and address root.',
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
    smurfInstances: t.field({
      type: [SmurfInstanceRef],
      description: 'The slots on the network, by instance id. Slots that have expired stay in the list.',
      args: slotListArgs,
      resolve: (core, args) => listSlots(args, core),
    }),
    problems: t.field({
      type: [ProblemRef],
      description:
        'What is wrong with the server itself, such as a store of runs that does not work. Empty while all is well.',
      resolve: ({ storeHealth: { problem } }) => (problem === null ? [] : [{ address: '', problem }]),
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

/** A client that shows many slots gets no more than it can draw. */
const MIN_INTERVAL_MS = 500;

/** What a subscription shows beside the link and the server, by the names of the fields that it selects. */
interface Shown {
  readonly slots: boolean;
  /** Also what running sessions write while they run. */
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
      'The network as it is, then again when something that is selected may have changed, at most twice a ' +
      'second: the link, our agent and, if they are selected, the slots. So `network { smurfInstances { ... } }` ' +
      'follows the whole list, also slots that come and go, and a client need not merge anything. A heartbeat ' +
      'that only renews `lastRefresh` is no change.',
    subscribe: async (_root, _args, context, info) => {
      const shown = shownIn(selectedFields(info));
      if (shown.slots) await waitForScan(context);
      return context.live.open(network, shown, context);
    },
    resolve: (core) => core,
  }),
);
