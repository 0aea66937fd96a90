import type { RunRequest } from '../core/runs/run-request.js';
import type { AccessPolicy } from '../ocs/access/policy.js';
import type { Caller } from '../ocs/agent/caller.js';

/**
 * The password for the slots. With our own access rules, a password is for this server, and the slots may not know it.
 * Otherwise it is passed on. For a caller without a password, ours is used, but only for operations that the caller's
 * level allows.
 * @param minPrivs the highest level that the slots require
 */
export function passwordFrom(
  { password, level }: Caller,
  policy: AccessPolicy['kind'],
  minPrivs: number,
): RunRequest['password'] {
  if (policy === 'override') return undefined;
  return password ?? (level >= minPrivs ? undefined : null);
}
