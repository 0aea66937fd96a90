import { z } from 'zod';
import { type Clock, systemClock } from '../../lib/clock.js';
import { createSecret, type Secret } from '../../lib/secret.js';
import type { WampConnection } from '../../wamp/types.js';
import { guard } from '../protocol.js';

/** The default duration of a grant, the same as in the client of ocs. */
const GRANT_SECONDS = 100;

export interface ExclusiveOptions {
  readonly connection: WampConnection;
  /** Address of the access director, such as `observatory.access-director`. */
  readonly address: string;
  /** The name of the grant in the file of the access director. */
  readonly grantName: string;
  /** Our name, shown to clients that are locked out by the grant. */
  readonly grantee: string;
  /** Password of the grant, if it has one. */
  readonly password?: Secret;
  /** Maximum time for an answer of the access director. Defaults to 10 s. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

/** Exclusive access to the agents of a grant, while it lasts. */
export interface ExclusiveGrant {
  /** Send it with every request to these agents. */
  readonly password: Secret;
  /** UNIX time at which the access director ends the grant automatically. */
  readonly expireAt: number;
  /** An agent knows the grant when its `access_control.step` has reached this number: within two seconds. */
  readonly step: number;
}

/**
 * A client for the exclusive grants of the access director, like `ExclusiveAccessClient` in `ocs/access.py`. Every
 * method rejects with a {@link GrantRefusedError} if the director refuses, with a `WampError` if the call failed, and
 * with a `ProtocolError` if the answer is malformed.
 */
export interface ExclusiveAccess {
  /** Refused while another client holds the grant. If the answer is lost, call `release`: we may hold the grant. */
  acquire(seconds?: number): Promise<ExclusiveGrant>;
  /** Extends the grant to this many seconds from now. Resolves to its new end (UNIX time). */
  renew(seconds?: number): Promise<number>;
  release(): Promise<void>;
}

/** The access director refused; the message contains its reason. */
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
