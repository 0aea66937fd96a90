/** Who asks. Everybody who passes the door may do everything; that one can be told apart from another is next. */
export interface Viewer {
  /** Null while nobody has a name of their own. */
  readonly name: string | null;
  readonly role: 'administrator';
}

/** Whoever has the token, or can reach a server that has none. */
export const ANYBODY: Viewer = { name: null, role: 'administrator' };
