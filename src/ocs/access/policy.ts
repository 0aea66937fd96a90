import { createHashedPassword } from './hashed-password.js';
import { type AccessRule, ruleForAll } from './rules.js';

/** Which levels the passwords give on an agent. Contains no clear text. */
export type AccessPolicy =
  /** Everybody has level 1, regardless of the password. */
  | { readonly kind: 'none' }
  /** Fixed rules: level 1 for everybody, and one password each for levels 2 and 3. */
  | { readonly kind: 'override'; readonly rules: readonly AccessRule[] }
  /** The access director with this instance id; until its first message everything is denied. */
  | { readonly kind: 'director'; readonly instanceId: string };

export const NO_POLICY: AccessPolicy = { kind: 'none' };

/** An invalid policy. The message never contains the text of the policy, which may contain passwords. */
export class AccessPolicyError extends Error {
  override readonly name = 'AccessPolicyError';
}

/**
 * Parses `none`, `override:PASSWORD2,PASSWORD3` or `director:INSTANCE-ID`, like `agent_get_policy_default` in
 * `ocs/access.py`. An empty text means `none`. The instance id defaults to `access-director`. An empty password gives
 * its level to everybody. Text after a second comma is ignored.
 * @throws {AccessPolicyError}
 */
export function parseAccessPolicy(text: string | undefined): AccessPolicy {
  if (text === undefined || text === '' || text === 'none') return NO_POLICY;
  const [, kind, rest = ''] = /^(override|director):(.*)$/s.exec(text) ?? [];
  if (kind === 'override') return { kind, rules: overrideRules(rest.split(',')) };
  if (kind === 'director') return { kind, instanceId: directorId(rest) };
  throw new AccessPolicyError(
    'expected an access policy (none, override:PASSWORD2,PASSWORD3 or director:INSTANCE-ID), got another text (not shown, because it may contain passwords)',
  );
}

function overrideRules([password2, password3]: readonly string[]): AccessRule[] {
  if (password2 === undefined || password3 === undefined) {
    throw new AccessPolicyError(
      'expected two passwords as in override:PASSWORD2,PASSWORD3, got one; separate them by a comma',
    );
  }
  return [
    ruleForAll(1, createHashedPassword('none', '')),
    ruleForAll(2, createHashedPassword('none', password2)),
    ruleForAll(3, createHashedPassword('none', password3)),
  ];
}

function directorId(text: string): string {
  const id = text || 'access-director';
  if (!/[\s.#,]/.test(id)) return id;
  throw new AccessPolicyError(
    'expected an instance id as in director:access-director, got a text with spaces, dots, commas or #',
  );
}
