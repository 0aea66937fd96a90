import type { Secret } from '../../lib/secret.js';
import type { Credentials } from '../access/rules.js';

/** Who sends a request to an agent: known by the level of the password, not by name. */
export interface Caller extends Credentials {
  /** As it came with the request, to be passed on to other agents; undefined if none came. */
  readonly password: Secret | undefined;
}

/** Everybody, on an agent without an access policy: OCS gives them level 1, not the highest. */
export const ANYBODY: Caller = {
  level: 1,
  detail: 'No access policy -- level 1 for all.',
  password: undefined,
};

/** An agent with an access policy, to its own operations. */
export const SUPERUSER: Caller = { level: 4, detail: 'Super-user.', password: undefined };
