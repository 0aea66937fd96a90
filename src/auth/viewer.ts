/** The roles, each with all rights of those before it. */
export const ROLES = ['viewer', 'operator', 'administrator'] as const;

export type Role = (typeof ROLES)[number];

/** The caller of a request, and what it may do. */
export interface Viewer {
  /** The user name; null if unknown. */
  readonly name: string | null;
  readonly role: Role;
  /** The operations that it may start; null for all. */
  readonly operations: readonly string[] | null;
  /** Names of the slots on which it may start something; null for all. */
  readonly slots: readonly string[] | null;
  /** The credentials are not valid from then on. Absent if that is not known in advance. */
  readonly expires?: Date;
}

/** A client without a name: it has sent the common token, or the server requires none. */
export const ANYBODY: Viewer = { name: null, role: 'administrator', operations: null, slots: null };

export const hasRole = ({ role }: Viewer, needed: Role): boolean =>
  ROLES.indexOf(role) >= ROLES.indexOf(needed);

/** Whether both are the same user with the same rights. */
export const isSameViewer = (one: Viewer, other: Viewer): boolean =>
  JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));

const inOrder = ({ name, role, operations, slots }: Viewer) => [name, role, operations, slots];
