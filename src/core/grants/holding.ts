import type { Clock } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import { type RequestTrace, requestFields } from '../../lib/request-trace.js';
import type { Secret } from '../../lib/secret.js';
import { type ExclusiveAccess, type ExclusiveGrant, GrantRefusedError } from '../../ocs/access/exclusive.js';
import { toCallFailure } from '../../ocs/call-failure.js';
import type { Slot } from '../slots/slot.js';

/** Long enough for all slots to get our renewals, and short enough to end soon if our process dies. */
export const GRANT_SECONDS = 100;
const RENEW_MS = 40_000;
/** The director shows a new grant, instead of the one before, within a second: by then it does for sure. */
const SHOWN_MS = 3000;
const LOOK_AGAIN_MS = 500;

/** An exclusive grant that a run of this server holds. */
export interface Holding {
  readonly name: string;
  readonly runId: string;
  /** The addresses of the slots of the run. */
  readonly addresses: ReadonlySet<string>;
  /** Whether the grant covers the slot: other slots refuse its password. */
  covers(slot: Slot): boolean;
  /** Null while the grant is lost: it has ended, and the access director does not give it again. */
  readonly password: Secret | null;
  /** Gives the grant back. Calling it again does nothing. Never rejects. */
  release(): Promise<void>;
}

export interface HoldingOptions extends Pick<Holding, 'name' | 'runId' | 'addresses' | 'covers'> {
  readonly access: ExclusiveAccess;
  /** The grant, just acquired. */
  readonly first: ExclusiveGrant;
  /** Whether the director shows the grant as that of this run. Rejects if it cannot be read. */
  readonly isOurs: () => Promise<boolean>;
  readonly onReleased: (holding: Holding) => void;
  /** The request that acquires the grant. */
  readonly request: RequestTrace | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Renews a grant until it is released. The access director renews and releases a grant for everybody who has its
 * password, so a grant that may have ended is never renewed or released: somebody else may hold it. It is acquired
 * again instead, which the director refuses in this case. A director that restarts forgets its grants, too: so it is
 * renewed or released only while the director shows it as ours. If the director shows nobody, somebody else may have
 * acquired it a moment ago.
 */
export function holdGrant(options: HoldingOptions): Holding {
  const { name, runId, addresses, covers, access, isOurs, onReleased, clock } = options;
  const logger = options.logger.child({ grant: name, run: runId, ...requestFields(options.request) });
  let current: ExclusiveGrant | null = options.first;
  let acquiredAt = clock.monotonic();
  let released: Promise<void> | null = null;

  const hasEnded = ({ expireAt }: ExclusiveGrant) => clock.now().getTime() / 1000 >= expireAt;

  async function isLost(held: ExclusiveGrant): Promise<boolean> {
    while (!(await isOurs())) {
      if (clock.monotonic() - acquiredAt >= SHOWN_MS) return true;
      await clock.sleep(LOOK_AGAIN_MS);
    }
    return hasEnded(held);
  }

  /** The new end; null if the grant is not ours any more, undefined if that is unknown. */
  async function renewed(held: ExclusiveGrant): Promise<number | null | undefined> {
    try {
      if (await isLost(held)) return null;
      return current ? await access.renew(GRANT_SECONDS) : undefined;
    } catch (error) {
      logger.warn({ reason: toCallFailure(error).message }, 'a grant was not renewed');
      return error instanceof GrantRefusedError ? null : undefined;
    }
  }

  async function renew(): Promise<void> {
    if (current && !hasEnded(current)) {
      const end = await renewed(current);
      // Without an answer, the grant lasts at least until its known end.
      if (end === undefined) return;
      if (end !== null) {
        current = current && { ...current, expireAt: end };
        return;
      }
    }
    if (current) logger.warn('a grant has ended before its run; acquiring it again');
    current = null;
    if (released !== null) return;
    try {
      const again = await access.acquire(GRANT_SECONDS);
      current = again;
      acquiredAt = clock.monotonic();
      logger.info('a grant was acquired again');
      // The run has ended in the meantime.
      if (released !== null) await giveBack();
    } catch (error) {
      logger.warn({ reason: toCallFailure(error).message }, 'a grant was not acquired again');
    }
  }

  async function giveBack(): Promise<void> {
    const held = current;
    current = null;
    if (!held || hasEnded(held)) return;
    try {
      if (await isLost(held)) logger.warn('a grant has ended before its run');
      else await access.release();
    } catch (error) {
      const reason = toCallFailure(error).message;
      logger.warn({ reason }, 'a grant was not released; it will expire');
    }
  }

  const renewing = clock.every(RENEW_MS, () => void renew());

  const holding: Holding = {
    ...{ name, runId, addresses, covers },
    get password() {
      return current?.password ?? null;
    },
    release() {
      renewing.close();
      released ??= giveBack().finally(() => onReleased(holding));
      return released;
    },
  };
  return holding;
}
