import type { Core } from '../core/core.js';
import { globalId } from '../core/global-id.js';
import { networkName } from '../core/network-place.js';
import { builder } from './builder.js';

/** Objects that `node` finds by their ids. */
export const NodeRef = builder.interfaceRef<object>('Node').implement({
  description: 'An object that `node` finds by its id.',
  fields: (t) => ({
    id: t.id({
      description: 'Opaque, unique over all types and networks, and the same after a restart of the server.',
      resolve: () => {
        throw new Error('Each type has an id of its own.');
      },
    }),
  }),
});

/** The id of an object on the network of this server. */
export function idOf({ place }: Pick<Core, 'place'>, type: string, ...key: readonly string[]): string {
  return globalId(type, networkName(place), ...key);
}
