import { setTimeout as sleep } from 'node:timers/promises';
import type { ManagedSmurfInstance } from '../core/instance.js';
import type { Logger } from '../lib/logger.js';
import type { Secret } from '../lib/secret.js';
import type { ExclusiveAccess } from '../ocs/access/exclusive.js';
import type { OcsClient } from '../ocs/client.js';

/** Long enough for a run's last slot to hear of our renewal, short enough to be soon over if we die. */
const GRANT_SECONDS = 100;
const RENEW_MS = 40_000;
/** Agents hear from the director within two seconds. */
const KNOWN_WITHIN_MS = 10_000;
const LOOK_AGAIN_MS = 200;

/**
 * Holds an exclusive grant of the access director while `act` goes on: acquired and known to the slots before,
 * renewed meanwhile, released after. Rejects if it cannot be had, and then nothing was done.
 */
export async function withGrant<T>(
  access: ExclusiveAccess,
  slots: readonly ManagedSmurfInstance[],
  { client, logger }: { readonly client: OcsClient; readonly logger: Logger },
  act: (password: Secret) => Promise<T>,
): Promise<T> {
  const tell = (error: unknown) => (error instanceof Error ? error.message : String(error));
  const { password, step } = await access.acquire(GRANT_SECONDS);
  const renewing = setInterval(() => {
    access
      .renew(GRANT_SECONDS)
      .catch((error: unknown) => logger.warn({ reason: tell(error) }, 'a grant was not renewed'));
  }, RENEW_MS);
  try {
    await knownTo(slots, step, client);
    return await act(password);
  } finally {
    clearInterval(renewing);
    await access
      .release()
      .catch((error: unknown) =>
        logger.warn({ reason: tell(error) }, 'a grant was not released: it will expire'),
      );
  }
}

/** Until an agent has heard of the grant it would refuse the grant's password. */
async function knownTo(
  slots: readonly ManagedSmurfInstance[],
  step: number,
  client: OcsClient,
): Promise<void> {
  const bound = Date.now() + KNOWN_WITHIN_MS;
  for (const { address, instanceId } of slots) {
    for (;;) {
      const known = (await client.getApi(address)).accessControl?.['step'];
      if (typeof known !== 'number' || known >= step) break;
      if (Date.now() > bound) throw new Error(`${instanceId} has not heard of the grant after 10 s.`);
      await sleep(LOOK_AGAIN_MS);
    }
  }
}
