import { type Clock, settledWithin } from '../../lib/clock.js';
import { type HeldGrant, isGrantedTo } from '../../ocs/access/grants.js';
import { RequestError } from '../errors.js';

/** The director shows a new grant within a second. */
const SHOWN_WITHIN_MS = 10_000;
/** The delay before the director is asked; it doubles with each repetition. */
const LOOK_MS = 500;

export interface CoverageOptions {
  readonly name: string;
  readonly grantee: string;
  /** The grant as the director shows it; undefined if nobody holds it. */
  readonly shown: () => Promise<HeldGrant | undefined>;
  readonly clock: Clock;
  /** Ends the wait at once. */
  readonly signal: AbortSignal;
}

/**
 * Waits until the access director shows our new grant, and so which agents it covers: all others would refuse its
 * password. Resolves to null if `signal` has aborted.
 * @throws {RequestError} NOT_READY after ten seconds
 */
export async function coverageOf(options: CoverageOptions): Promise<HeldGrant | null> {
  const { name, grantee, shown, clock, signal } = options;
  const deadline = clock.monotonic() + SHOWN_WITHIN_MS;
  let held: HeldGrant | undefined;
  async function look(): Promise<void> {
    held = await shown();
  }
  for (let pause = LOOK_MS; clock.monotonic() + pause < deadline; pause *= 2) {
    await clock.sleep(pause, signal);
    if (signal.aborted) return null;
    // If it cannot be read now, the next attempt may succeed.
    await settledWithin(
      clock,
      look().catch(() => {}),
      deadline - clock.monotonic(),
    );
    if (held && isGrantedTo(held, grantee)) return held;
  }
  throw new RequestError(
    'NOT_READY',
    `The access director did not show within ${SHOWN_WITHIN_MS / 1000} s which slots the grant ${name} covers: nothing was started.`,
  );
}
