import { z } from 'zod';
import { shortened } from '../../lib/shortened.js';
import { type EncodedSession, guard } from '../protocol.js';
import { scopeSpec, wireLevel } from './controls.js';
import type { CredLevel } from './cred-level.js';
import { type AgentIdentity, covers, type Scope } from './scope.js';

/**
 * An exclusive grant that somebody holds, from the session of the access director's process `manager`
 * (`AccessGrant.encode` in `ocs/agents/access_director/agent.py`, ocs 0.12.1). The hashes of its passwords are not
 * part of it.
 */
export interface HeldGrant {
  /** The name of the grant in the file of the access director. At most one client holds it. */
  readonly name: string;
  /** The name that the holder gave; null if it gave none. Anybody can give any name. */
  readonly grantee: string | null;
  /** When the access director ends it, unless its holder renews it. */
  readonly expiresAt: Date;
  readonly locks: readonly GrantLock[];
}

/** The agents of a scope, and the levels that nobody but the holder has on them; there may be none. */
export interface GrantLock {
  readonly scope: Scope;
  readonly levels: readonly CredLevel[];
}

/** More than any site has; each is read again every few seconds. */
const MAX_GRANTS = 200;
const MAX_RULES = 200;
/** Maximum length of the grantee, which comes from any client, and of a name. */
const MAX_TEXT = 200;

/** The end of the year 9999: a holder can ask for any end, and dates have a limit. */
const MAX_UNIX_TIME = 253_402_300_799;

const grant = z.looseObject({
  name: z.string().max(MAX_TEXT),
  grantee: z.unknown(),
  expire_at: z.custom<number>((value) => typeof value === 'number' && value >= 0, 'expected a UNIX time'),
  rules: z
    .array(
      z.looseObject({
        scope_spec: scopeSpec,
        lockout_levels: z.array(wireLevel).max(MAX_TEXT).nullish(),
      }),
    )
    .max(MAX_RULES),
});

const managerData = z.looseObject({ grants: z.array(grant).max(MAX_GRANTS) });

/**
 * Parses the session of `manager`.
 * @throws {ProtocolError} if it is malformed, has more than 200 grants, or is not the session of a running process.
 *   The message contains no value of a rule.
 */
export function parseHeldGrants(session: EncodedSession | null): readonly HeldGrant[] {
  const what = 'a session of the process manager of an access director';
  const running = guard(
    z.looseObject({ status: z.literal('running', 'expected a running process'), data: managerData }),
    session,
    what,
  );
  return running.data.grants.map(({ name, grantee, expire_at, rules }) => ({
    name,
    grantee: typeof grantee === 'string' ? shortened(grantee, MAX_TEXT) : null,
    expiresAt: new Date(Math.min(expire_at, MAX_UNIX_TIME) * 1000),
    locks: rules.map(({ scope_spec, lockout_levels }) => ({
      scope: scope_spec,
      levels: lockout_levels ?? [],
    })),
  }));
}

/** Whether the holder gave this name, which may be too long to be shown. */
export function isGrantedTo(held: HeldGrant, grantee: string): boolean {
  return held.grantee === shortened(grantee, MAX_TEXT);
}

/** Whether the password of the grant gives a level on the agent. */
export function coversAgent({ locks }: HeldGrant, agent: AgentIdentity): boolean {
  return locks.some(({ scope }) => covers(scope, agent));
}

/** The levels of the agent that a grant locks; empty if it does not cover the agent. */
export function lockedLevels({ locks }: HeldGrant, agent: AgentIdentity): ReadonlySet<CredLevel> {
  return new Set(locks.flatMap(({ scope, levels }) => (covers(scope, agent) ? levels : [])));
}
