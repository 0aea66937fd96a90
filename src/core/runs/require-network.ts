import type { WampConnection } from '../../wamp/types.js';
import { RequestError } from '../errors.js';
import { requireScan } from '../slots/initial-scan.js';
import type { Registry } from '../slots/registry.js';

/** @throws {RequestError} NOT_CONNECTED without a link to the router, NOT_READY before the initial scan is complete */
export function requireNetwork(
  { link }: Pick<WampConnection, 'link'>,
  { scan }: Pick<Registry, 'scan'>,
): void {
  if (!link.connected) {
    throw new RequestError(
      'NOT_CONNECTED',
      `Not connected to the router since ${link.since.toISOString()}: ${link.reason ?? 'connecting'}.`,
    );
  }
  requireScan(scan);
}
