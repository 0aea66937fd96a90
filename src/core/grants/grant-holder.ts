import { type Clock, settledWithin } from '../../lib/clock.js';
import { messageOf } from '../../lib/error-message.js';
import type { Logger } from '../../lib/logger.js';
import type { RequestTrace } from '../../lib/request-trace.js';
import type { Secret } from '../../lib/secret.js';
import { type ExclusiveAccess, GrantRefusedError } from '../../ocs/access/exclusive.js';
import { coversAgent, type HeldGrant, isGrantedTo, parseHeldGrants } from '../../ocs/access/grants.js';
import { toCallFailure } from '../../ocs/call-failure.js';
import type { OcsClient } from '../../ocs/client.js';
import { badInput, RequestError } from '../errors.js';
import type { Slot } from '../slots/slot.js';
import { coverageOf } from './coverage.js';
import type { PublishedStep } from './grant-reader.js';
import { GRANT_SECONDS, type Holding, holdGrant } from './holding.js';
import { knownToAgents } from './known-to-agents.js';

/** An exclusive grant that a request wants to hold during its run. */
export interface WantedGrant {
  /** The name in the file of the access director. */
  readonly grant: string;
  /** The password of the grant; undefined if it has none. */
  readonly password: Secret | undefined;
}

/** What a grant is for. */
export interface GrantPurpose {
  readonly runId: string;
  readonly operation: string;
  readonly slots: readonly Slot[];
  /** The request that begins the run. */
  readonly request?: RequestTrace | undefined;
}

/** Holds exclusive grants of the access director for runs. The passwords are only in memory. */
export interface GrantHolder {
  /** @throws {RequestError} if there is no access director */
  requireDirector(): void;
  /**
   * Acquires the grant, and waits until the agents of the slots know it, and until the director shows what it covers.
   * @param signal the grant is given back if it aborts before that
   * @throws {RequestError} GRANT_REFUSED or NOT_READY: nothing is held
   */
  hold(wanted: WantedGrant, purpose: GrantPurpose, signal: AbortSignal): Promise<Holding>;
  /** The grant that one of our runs holds, if it commands the slot; null if there is none, or it is lost. */
  holdingOn(address: string): Holding | null;
  /** Whether the run holds its grant now. */
  isHeldBy(runId: string): boolean;
  /** The id of our run that has given this name as the grantee; null if it is not ours. */
  runOf(grantee: string | null): string | null;
  /** Gives all grants back. Resolves when that is done, or after three seconds. */
  close(): Promise<void>;
}

const requireDirector = (): never => {
  throw badInput('Exclusive grants require an access director: see --access-policy.');
};

/** For a server without an access director. */
export const noGrantHolder: GrantHolder = {
  requireDirector,
  hold: async () => requireDirector(),
  holdingOn: () => null,
  isHeldBy: () => false,
  runOf: () => null,
  close: async () => {},
};

export interface GrantHolderOptions {
  readonly access: (wanted: WantedGrant, grantee: string) => ExclusiveAccess;
  readonly client: Pick<OcsClient, 'getApi' | 'status'>;
  /** The step of the last message of the director to all agents; null before the first. */
  readonly published: () => PublishedStep | null;
  /** Address of the access director. */
  readonly director: string;
  /** The name of this server, shown to clients that are locked out. */
  readonly serverName: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Pauses before the director is asked whether a grant is ours, when its answer to `acquire` was lost. */
const LOOK_AGAIN_MS = [0, 2000, 10_000, 30_000];
const CLOSE_MS = 3000;
/** A released grant is still shown for a moment. */
const MAX_REMEMBERED = 200;

export function createGrantHolder(options: GrantHolderOptions): GrantHolder {
  const { access: accessTo, client, published, director, serverName, clock, logger } = options;
  const holdings = new Set<Holding>();
  /** The id of the run by the grantee, oldest first. */
  const runs = new Map<string, string>();

  function remember(grantee: string, runId: string): void {
    runs.set(grantee, runId);
    for (const oldest of runs.keys()) {
      if (runs.size <= MAX_REMEMBERED) return;
      runs.delete(oldest);
    }
  }

  async function shown(name: string): Promise<HeldGrant | undefined> {
    const { session } = await client.status(director, 'manager');
    return parseHeldGrants(session).find((held) => held.name === name);
  }

  async function isShownAs(name: string, grantee: string): Promise<boolean> {
    const held = await shown(name);
    return held !== undefined && isGrantedTo(held, grantee);
  }

  /** Only if the director says that it is ours: its password would also release the grant of another client. */
  async function releaseIfOurs(access: ExclusiveAccess, name: string, grantee: string): Promise<void> {
    for (const pause of LOOK_AGAIN_MS) {
      await clock.sleep(pause);
      try {
        const isOurs = await isShownAs(name, grantee);
        if (isOurs) await access.release();
        if (isOurs || pause > 0) return;
      } catch (error) {
        logger.warn(
          { grant: name, reason: messageOf(error) },
          'it is not known whether this server holds the grant; the grant was not released, and will expire',
        );
      }
    }
  }

  async function acquire({ grant }: WantedGrant, access: ExclusiveAccess, grantee: string) {
    try {
      return await access.acquire(GRANT_SECONDS);
    } catch (error) {
      if (error instanceof GrantRefusedError) throw new RequestError('GRANT_REFUSED', error.message);
      const { kind, message } = toCallFailure(error);
      // Only an answer, or a request that was never sent, proves that the director has granted nothing.
      if (kind === 'unanswered' || kind === 'unreadable') void releaseIfOurs(access, grant, grantee);
      throw new RequestError(
        'GRANT_REFUSED',
        `The access director ${director} did not give the grant ${grant}, so nothing was started: ${message}`,
      );
    }
  }

  return {
    requireDirector: () => {},
    async hold(wanted, { runId, operation, slots, request }, signal) {
      const grantee = `${serverName}: ${operation}, run ${runId}`;
      const access = accessTo(wanted, grantee);
      remember(grantee, runId);
      const since = clock.monotonic();
      const first = await acquire(wanted, access, grantee);
      let coverage: HeldGrant | null = null;
      const holding = holdGrant({
        ...{ name: wanted.grant, runId, access, first, request, clock, logger },
        isOurs: () => isShownAs(wanted.grant, grantee),
        covers: (slot) => coverage === null || coversAgent(coverage, slot),
        addresses: new Set(slots.map(({ address }) => address)),
        onReleased: (one) => holdings.delete(one),
      });
      holdings.add(holding);
      /** A message from before the request may be that of a director that has restarted since. */
      const lastStep = () => {
        const last = published();
        return last && last.at >= since ? Math.max(first.step, last.step) : first.step;
      };
      try {
        // Without passwords of the slots, it does not matter.
        const guarded = slots.filter(({ api }) => api === null || api.accessControlled);
        if (guarded.length > 0) {
          const own = { name: wanted.grant, grantee, shown: () => shown(wanted.grant), clock, signal };
          const steps = { first: first.step, last: lastStep };
          [coverage] = await Promise.all([
            coverageOf(own),
            knownToAgents(guarded, steps, { client, clock }, signal),
          ]);
        }
        if (signal.aborted) throw new RequestError('GRANT_REFUSED', 'Stopped before anything was started.');
        return holding;
      } catch (error) {
        await holding.release();
        throw error;
      }
    },
    holdingOn: (address) =>
      [...holdings].find(({ addresses, password }) => addresses.has(address) && password !== null) ?? null,
    isHeldBy: (runId) => [...holdings].some((one) => one.runId === runId && one.password !== null),
    runOf: (grantee) => (grantee === null ? null : (runs.get(grantee) ?? null)),
    close: () => settledWithin(clock, Promise.all([...holdings].map((one) => one.release())), CLOSE_MS),
  };
}
