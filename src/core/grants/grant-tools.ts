import type { Clock } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import { logListenerErrors } from '../../lib/topic.js';
import { createExclusiveAccess } from '../../ocs/access/exclusive.js';
import type { OcsClient } from '../../ocs/client.js';
import type { WampConnection } from '../../wamp/types.js';
import type { Registry } from '../slots/registry.js';
import { createGrantHolder, type GrantHolder, noGrantHolder } from './grant-holder.js';
import { createGrantReader } from './grant-reader.js';
import { createGrants, type Grants, noGrants } from './grants.js';

/** The access director of the network, and our name for it. */
export interface AccessDirector {
  readonly instanceId: string;
  /** Shown to clients that are locked out by an exclusive grant of ours. */
  readonly serverName: string;
}

export interface GrantToolsOptions {
  readonly connection: WampConnection;
  readonly client: OcsClient;
  readonly registry: Pick<Registry, 'slots' | 'touch'>;
  readonly addressRoot: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface GrantTools {
  readonly grants: Grants;
  readonly grantHolder: GrantHolder;
}

/** The exclusive grants of the access director; nothing is known and held if there is none. */
export function createGrantTools(
  director: AccessDirector | null,
  { connection, client, registry, addressRoot, clock, logger }: GrantToolsOptions,
): GrantTools {
  if (director === null) return { grants: noGrants, grantHolder: noGrantHolder };
  const address = `${addressRoot}.${director.instanceId}`;
  const reader = createGrantReader({ connection, client, address, clock, logger });
  return {
    grants: createGrants({
      reader,
      registry,
      onError: logListenerErrors(logger),
    }),
    grantHolder: createGrantHolder({
      access: ({ grant, password }, grantee) =>
        createExclusiveAccess({
          ...{ connection, address, grantName: grant, grantee, clock },
          ...(password && { password }),
        }),
      ...{
        client,
        published: () => reader.published,
        director: address,
        serverName: director.serverName,
        clock,
        logger,
      },
    }),
  };
}
