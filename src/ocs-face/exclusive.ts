import { RequestError } from '../core/errors.js';
import type { Slot } from '../core/slots/slot.js';
import { type Clock, settledWithin } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { Secret } from '../lib/secret.js';
import { type ExclusiveAccess, GrantRefusedError } from '../ocs/access/exclusive.js';
import { toCallFailure } from '../ocs/call-failure.js';
import type { OcsClient } from '../ocs/client.js';

/** Long enough for all slots to get our renewals, and short enough to end soon if our process dies. */
const GRANT_SECONDS = 100;
const RENEW_MS = 40_000;
/** Agents get changes from the access director within two seconds. */
const KNOWN_WITHIN_MS = 10_000;
/** The delay before a slot is asked; it doubles with each repetition. */
const LOOK_MS = 500;

export interface GrantTools {
  readonly client: Pick<OcsClient, 'getApi'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Holds an exclusive grant of the access director while `act` runs: acquires it and waits until the slots know it,
 * renews it during `act`, and releases it after that. Rejects, without calling `act`, if the grant is not available.
 */
export async function withGrant<T>(
  access: ExclusiveAccess,
  slots: readonly Slot[],
  tools: GrantTools,
  act: (password: Secret) => Promise<T>,
): Promise<T> {
  const { clock, logger } = tools;
  const orWarn = (promise: Promise<unknown>, complaint: string) =>
    promise.catch((error: unknown) => logger.warn({ reason: toCallFailure(error).message }, complaint));
  const release = () => orWarn(access.release(), 'a grant was not released; it will expire');

  const { password, step } = await access.acquire(GRANT_SECONDS).catch((error: unknown) => {
    // The caller does not wait for this.
    if (mayBeGranted(error)) void release();
    throw error;
  });
  const renewing = clock.every(RENEW_MS, () => {
    void orWarn(access.renew(GRANT_SECONDS), 'a grant was not renewed');
  });
  try {
    await knownToAll(slots, step, tools);
    return await act(password);
  } finally {
    renewing.close();
    await release();
  }
}

/** Only an answer, or a request that was never sent, proves that the director has granted nothing. */
function mayBeGranted(error: unknown): boolean {
  return (
    !(error instanceof GrantRefusedError) && ['unanswered', 'unreadable'].includes(toCallFailure(error).kind)
  );
}

/** Waits until all agents know the grant: before that they would reject its password. */
async function knownToAll(slots: readonly Slot[], step: number, tools: GrantTools): Promise<void> {
  const deadline = tools.clock.monotonic() + KNOWN_WITHIN_MS;
  const asked = slots.filter(({ api }) => api === null || api.accessControlled);
  await Promise.all(asked.map((slot) => knownTo(slot, step, deadline, tools)));
}

async function knownTo(slot: Slot, step: number, deadline: number, tools: GrantTools): Promise<void> {
  const { client, clock } = tools;
  let isKnown = false;
  async function look(): Promise<void> {
    const known = (await client.getApi(slot.address)).accessControl?.['step'];
    isKnown = typeof known !== 'number' || known >= step;
  }
  for (let pause = LOOK_MS; clock.monotonic() + pause < deadline; pause *= 2) {
    await clock.sleep(pause);
    // If it cannot be read now, the next attempt may succeed.
    await settledWithin(
      clock,
      look().catch(() => {}),
      deadline - clock.monotonic(),
    );
    if (isKnown) return;
  }
  throw new RequestError(
    'NOT_READY',
    `${slot.instanceId} did not get the grant within ${KNOWN_WITHIN_MS / 1000} s: nothing was started.`,
  );
}
