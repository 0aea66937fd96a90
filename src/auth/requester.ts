import type { Viewer } from './viewer.js';

/** Who requests a run. */
export interface Requester {
  /** Null if nobody has said it. */
  readonly name: string | null;
  /** True for the user of a token; false for a name that a client only says. */
  readonly isVerified: boolean;
}

/** A client that has not shown who it is. */
export const NOBODY: Requester = { name: null, isVerified: false };

/** The user of the token; for a client without a name, the one that it says. */
export const requesterOf = ({ name }: Pick<Viewer, 'name'>, said: string | null): Requester =>
  name === null ? { name: said, isVerified: false } : { name, isVerified: true };
