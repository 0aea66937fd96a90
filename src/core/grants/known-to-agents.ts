import { setMaxListeners } from 'node:events';
import { type Clock, settledWithin } from '../../lib/clock.js';
import type { OcsClient } from '../../ocs/client.js';
import { RequestError } from '../errors.js';
import type { Slot } from '../slots/slot.js';

/** Agents get changes from the access director within two seconds. */
const KNOWN_WITHIN_MS = 10_000;
/** The delay before a slot is asked; it doubles with each repetition. */
const LOOK_MS = 500;

/** The steps of the access director with the grant: its first, and its last one now. */
export interface KnownSteps {
  readonly first: number;
  readonly last: () => number;
}

export interface AgentTools {
  readonly client: Pick<OcsClient, 'getApi'>;
  readonly clock: Clock;
}

/**
 * Waits until all agents know the grant: before that they would reject its password. Ends at once when `signal` aborts.
 * A director that restarts counts its steps from 1 again: an agent with a later step than the director has not heard of
 * it since.
 * @throws {RequestError} NOT_READY after ten seconds
 */
export async function knownToAgents(
  slots: readonly Slot[],
  steps: KnownSteps,
  tools: AgentTools,
  signal: AbortSignal,
): Promise<void> {
  const deadline = tools.clock.monotonic() + KNOWN_WITHIN_MS;
  // Every slot waits for it.
  setMaxListeners(0, signal);
  await Promise.all(slots.map((slot) => knownTo(slot, steps, deadline, tools, signal)));
}

async function knownTo(
  slot: Slot,
  { first, last }: KnownSteps,
  deadline: number,
  { client, clock }: AgentTools,
  signal: AbortSignal,
): Promise<void> {
  let isKnown = false;
  async function look(): Promise<void> {
    const known = (await client.getApi(slot.address)).accessControl?.['step'];
    isKnown = typeof known !== 'number' || (known >= first && known <= last());
  }
  for (let pause = LOOK_MS; clock.monotonic() + pause < deadline; pause *= 2) {
    await clock.sleep(pause, signal);
    if (signal.aborted) return;
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
