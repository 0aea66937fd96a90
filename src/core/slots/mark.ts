import type { UnseenOutcome } from './problem.js';

/** The mark of a slot that is out of service. */
export interface OutOfService {
  readonly since: Date;
  /** Who set the mark; null if unknown. */
  readonly by: string | null;
  /** True if `by` is the user of a token; false, the default, if nobody has checked it. */
  readonly isVerified?: boolean;
  readonly reason: string;
}

/** A run gave up on the slot before its operation ended: the operation may still run, or hold the lock. */
export interface UnresolvedOutcome {
  readonly runId: string;
  readonly operation: string;
  readonly status: UnseenOutcome;
  readonly since: Date;
  /** Id of the session whose end was not seen; null if unknown. */
  readonly sessionId: string | null;
}
