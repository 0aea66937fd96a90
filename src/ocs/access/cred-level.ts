/**
 * The access level of a caller on an agent, `CredLevel` in `ocs/access.py`. 0: nothing is allowed. 1: operations that
 * are open to all (unless the access director requires a password for them). 2 and 3: operations that the author of
 * the agent has protected. 4: everything.
 */
export type CredLevel = 0 | 1 | 2 | 3 | 4;

/** The level that an operation can require. */
export type MinPrivs = Exclude<CredLevel, 0>;

const NAMES = ['BLOCKED', 'BASIC', 'ADVANCED', 'FULL', 'SUPERUSER'] as const;

/** The level as OCS prints it: `2-ADVANCED`. */
export function showLevel(level: CredLevel): string {
  return `${level}-${NAMES[level]}`;
}

/** The level that is left of `level` when others have locked some: as in `agent_get_creds` in `ocs/access.py`. */
export function leftOf(level: CredLevel, locked: ReadonlySet<CredLevel>): CredLevel {
  let left = level;
  while (left > 0 && locked.has(left)) left = (left - 1) as CredLevel;
  return left;
}

const REJECTION = 'The action requires credential level ';

/** Whether an agent has refused a request because of the level of its password. */
export function isRejection(message: string): boolean {
  return message.startsWith(REJECTION);
}

/** The answer to a caller without the level, with the exact text of `agent_rejection_message` in `ocs/access.py`. */
export function rejectionMessage(level: CredLevel, required: CredLevel, detail = ''): string {
  const text = `${REJECTION}${showLevel(required)} but the client has only level ${showLevel(level)}`;
  return detail === '' ? text : `${text} ${detail}`;
}
