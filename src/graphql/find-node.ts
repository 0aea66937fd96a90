import type { Core } from '../core/core.js';
import { parseGlobalId } from '../core/global-id.js';
import { networkName } from '../core/network-place.js';
import { builder } from './builder.js';
import { NodeRef } from './node.js';

/** For each type, finds the object with the key in its id; null if it does not exist. */
const FINDERS: Readonly<
  Record<string, (core: Core, first: string | undefined, second: string | undefined) => object | null>
> = {
  Network: (core) => core,
  SmurfInstance: slotAt,
  SmurfState: slotAt,
  Operation(core, address, name) {
    const slot = slotAt(core, address);
    return slot && name !== undefined && slot.api?.operations.has(name) ? { slot, name } : null;
  },
  Feed(core, address, name) {
    const slot = slotAt(core, address);
    return slot && name !== undefined && slot.api?.feeds.includes(name) ? { slot, name } : null;
  },
  OperationSession(core, address, session) {
    const slot = slotAt(core, address);
    const record = slot && [...slot.sessions.values()].find(({ id }) => id === session);
    return slot && record ? { slot, record } : null;
  },
};

function slotAt({ registry }: Core, address = '') {
  return registry.byAddress(address) ?? null;
}

builder.queryField('node', (t) =>
  t.field({
    type: NodeRef,
    nullable: true,
    description:
      'The object with this id; null if it does not exist (any more). Only the latest session of each ' +
      'operation can be found.',
    args: { id: t.arg.id({ required: true, description: 'The id of the object.' }) },
    resolve: async (_root, { id }, { core }) => {
      const parsed = parseGlobalId(id);
      // The id of a run is a random UUID, so it needs no type and no network.
      if (!parsed) return named('Run', (await core.runs.get(id)) ?? null);
      const { type, network, key } = parsed;
      if (network !== networkName(core.place)) return null;
      return named(type, FINDERS[type]?.(core, key[0], key[1]) ?? null);
    },
  }),
);

/** GraphQL reads the type of an object behind an interface from its `__typename`. */
function named(type: string, found: object | null): object | null {
  return found && { ...found, __typename: type };
}
