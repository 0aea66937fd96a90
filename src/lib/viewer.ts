/** Who sends a request. Everybody who is let in has the same role. */
export interface Viewer {
  /** Null for who has shown no name. */
  readonly name: string | null;
  readonly role: 'administrator';
}

/** A client that has shown the token, or that reaches a server without one. */
export const ANYBODY: Viewer = { name: null, role: 'administrator' };
