import type { RequestTrace } from '../../lib/request-trace.js';
import type { Secret } from '../../lib/secret.js';
import type { Credentials } from '../access/rules.js';

/** The sender of a request to an agent. Only the level of its password is known, not its name. */
export interface Caller extends Credentials {
  /** The password in the request, to be passed on to other agents; undefined if there was none. */
  readonly password: Secret | undefined;
  /** The request itself; undefined for a caller that has sent none. */
  readonly trace?: RequestTrace | undefined;
}

/** Any caller of an agent without an access policy: OCS gives level 1, not the highest. */
export const ANYBODY: Caller = {
  level: 1,
  detail: 'No access policy -- level 1 for all.',
  password: undefined,
};

/** An agent with an access policy, as the caller of its own operations. */
export const SUPERUSER: Caller = { level: 4, detail: 'Super-user.', password: undefined };
