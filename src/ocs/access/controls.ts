import { z } from 'zod';
import { guard } from '../protocol.js';
import type { CredLevel } from './cred-level.js';
import { createHashedPassword } from './hashed-password.js';
import type { AccessRule } from './rules.js';

/** The supported version of the access protocol, `AC_VERSION` in `ocs/access.py`. */
export const AC_VERSION = 1;

/** A message of the access director on its feed `controls`, for all agents or for one. */
export interface Controls {
  readonly target: 'all' | { readonly instanceId: string };
  /** Counts the director's changes; agents report it in get_api. */
  readonly step: number;
  readonly rules: readonly AccessRule[];
}

const LEVELS: readonly CredLevel[] = [0, 1, 2, 3, 4];
/** A level on the wire. */
export const wireLevel = z.literal(LEVELS);
const text = z.string().nullish().default(null);

/** A scope on the wire, `ScopeSpec` in `ocs/access.py`. */
export const scopeSpec = z
  .looseObject({ default: z.boolean().nullish(), agent_class: text, instance_id: text })
  .transform((wire) => ({
    default: wire.default ?? false,
    agentClass: wire.agent_class,
    instanceId: wire.instance_id,
  }));

const rule = z
  .looseObject({
    hashed_pass: z.looseObject({ hash: z.string(), value: z.string().default('') }).nullable(),
    cred_level: wireLevel.nullable(),
    scope_spec: scopeSpec.default({ default: true, agentClass: null, instanceId: null }),
    lockout_id: text,
    lockout_owner: text,
    lockout_levels: z.array(wireLevel).nullish(),
  })
  .transform(
    (wire): AccessRule => ({
      scope: wire.scope_spec,
      password: wire.hashed_pass && createHashedPassword(wire.hashed_pass.hash, wire.hashed_pass.value),
      level: wire.cred_level,
      lockout: { levels: wire.lockout_levels ?? [], id: wire.lockout_id, owner: wire.lockout_owner },
    }),
  );

const controls = z.looseObject({
  ac_version: z.literal(AC_VERSION),
  reset: z.boolean().nullish(),
  target: z.string().nullish(),
  step: z.number(),
  rules: z.array(rule),
});

/**
 * Parses a message of the feed; null if the message has no target.
 * @throws {ProtocolError} if it is malformed or of another version. The error message contains no password.
 */
export function parseControls(message: unknown): Controls | null {
  const { reset, target, step, rules } = guard(
    controls,
    message,
    `a message of the access director (version ${AC_VERSION})`,
  );
  if (reset) return { target: 'all', step, rules };
  return typeof target === 'string' ? { target: { instanceId: target }, step, rules } : null;
}
