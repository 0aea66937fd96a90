/**
 * What a caller may do on an agent, `CredLevel` in `ocs/access.py`: 0 nothing, 1 what is open to all (unless
 * the access director asks a password for it too), 2 and 3 what an agent's author chose to guard, 4 all.
 */
export type CredLevel = 0 | 1 | 2 | 3 | 4;

/** What an operation may ask of its callers. */
export type MinPrivs = Exclude<CredLevel, 0>;

const NAMES = ['BLOCKED', 'BASIC', 'ADVANCED', 'FULL', 'SUPERUSER'] as const;

/** As OCS prints it: `2-ADVANCED`. */
export function showLevel(level: CredLevel): string {
  return `${level}-${NAMES[level]}`;
}

/** The answer to a caller without the level, to the letter as `agent_rejection_message` in `ocs/access.py`. */
export function rejectionMessage(level: CredLevel, required: CredLevel, detail = ''): string {
  const text = `The action requires credential level ${showLevel(required)} but the client has only level ${showLevel(level)}`;
  return detail === '' ? text : `${text} ${detail}`;
}
