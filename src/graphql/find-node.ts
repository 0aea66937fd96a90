import type { Core } from '../core/core.js';
import { parseGlobalId } from '../core/global-id.js';
import { networkName } from '../core/network-place.js';
import { builder } from './builder.js';
import { NodeRef } from './node.js';

/** What stands behind an object of each type, by the key in its id; null if there is none. */
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
      'The object of an id; null if there is none, or no longer. Of sessions the latest of each operation is ' +
      'found.',
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: async (_root, { id }, { core }) => {
      const parsed = parseGlobalId(id);
      // The id of a run is random, and so unique by itself.
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
