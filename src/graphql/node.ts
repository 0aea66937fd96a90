import type { Core } from '../core/core.js';
import { globalId } from '../core/global-id.js';
import { networkName } from '../core/network-place.js';
import { builder } from './builder.js';

/** The interface of objects that `node` can find by id. */
export const NodeRef = builder.interfaceRef<object>('Node').implement({
  description: 'An object that `node` can find by its id.',
  fields: (t) => ({
    id: t.id({
      description:
        'Unique across all types and networks, and stable across restarts of the server. Do not parse it.',
      resolve: () => {
        throw new Error('Each type must define its own id.');
      },
    }),
  }),
});

/** The id of an object on the network of this server. */
export function idOf({ place }: Pick<Core, 'place'>, type: string, ...key: readonly string[]): string {
  return globalId(type, networkName(place), ...key);
}
