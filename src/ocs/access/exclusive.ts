import { z } from 'zod';
import { type Clock, systemClock } from '../../lib/clock.js';
import { createSecret, type Secret } from '../../lib/secret.js';
import type { WampConnection } from '../../wamp/types.js';
import { guard } from '../protocol.js';

/** How long a grant lasts by default, as with ocs's own client. */
const GRANT_SECONDS = 100;

export interface ExclusiveOptions {
  readonly connection: WampConnection;
  /** Of the access director, such as `observatory.access-director`. */
  readonly address: string;
  /** The grant's name in the director's file. */
  readonly grantName: string;
  /** Who we are, for those who find themselves locked out. */
  readonly grantee: string;
  /** If the grant has one. */
  readonly password?: Secret;
  /** How long the director may take to answer; 10 s by default. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

/** Sole command of the agents that a grant is for, while it lasts. */
export interface ExclusiveGrant {
  /** To be sent with every request to these agents. */
  readonly password: Secret;
  /** UNIX time at which the director ends the grant by itself. */
  readonly expireAt: number;
  /** Agents know of the grant once their `access_control.step` has come so far: within two seconds. */
  readonly step: number;
}

/**
 * A client of the access director's exclusive grants, as `ExclusiveAccessClient` in `ocs/access.py`. Every
 * method rejects with a {@link GrantRefusedError} for the director's refusal, with a `WampError` if the call
 * failed and with a `ProtocolError` if the answer is not the director's.
 */
export interface ExclusiveAccess {
  /** Refused while somebody holds the grant. If the answer is lost, release: the grant may be held. */
  acquire(seconds?: number): Promise<ExclusiveGrant>;
  /** Lets the grant last so many seconds from now; resolves to its new end, in UNIX time. */
  renew(seconds?: number): Promise<number>;
  release(): Promise<void>;
}

/** The director's own words. */
export class GrantRefusedError extends Error {
  override readonly name = 'GrantRefusedError';
}

const granted = z.looseObject({ password: z.string(), expire_at: z.number(), step: z.number() });
const renewed = z.looseObject({ expire_at: z.number() });
const released = z.looseObject({ message: z.string() });
const refused = z.looseObject({ error: z.string() });

export function createExclusiveAccess(options: ExclusiveOptions): ExclusiveAccess {
  const { connection, address, grantName, grantee, password } = options;
  const { timeoutMs = 10_000, clock = systemClock } = options;

  async function request<T>(action: string, seconds: number | null, schema: z.ZodType<T>): Promise<T> {
    const kwargs = {
      action,
      grant_name: grantName,
      grantee,
      password: password?.reveal() ?? null,
      expire_at: seconds === null ? null : clock.now().getTime() / 1000 + seconds,
    };
    const answer = await connection.call(`${address}.request_exclusive`, [], { timeoutMs, kwargs });
    const refusal = refused.safeParse(answer);
    if (refusal.success) throw new GrantRefusedError(`${action} of ${grantName}: ${refusal.data.error}`);
    return guard(schema, answer, `an answer to ${action} an exclusive grant`);
  }

  return {
    async acquire(seconds = GRANT_SECONDS) {
      const grant = await request('acquire', seconds, granted);
      return { password: createSecret(grant.password), expireAt: grant.expire_at, step: grant.step };
    },
    async renew(seconds = GRANT_SECONDS) {
      return (await request('renew', seconds, renewed)).expire_at;
    },
    async release() {
      await request('release', null, released);
    },
  };
}
