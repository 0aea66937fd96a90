/** The caller of a request. All callers have the same role. */
export interface Viewer {
  /** The user name; null if unknown. */
  readonly name: string | null;
  readonly role: 'administrator';
}

/** A client without a name: it has sent the token, or the server requires none. */
export const ANYBODY: Viewer = { name: null, role: 'administrator' };
