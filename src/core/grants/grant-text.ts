import type { HeldGrant } from '../../ocs/access/grants.js';

/** `The exclusive grant night is held by scheduler until 2026-11-26T20:15:00Z.` */
export function heldText({ name, grantee, expiresAt }: HeldGrant): string {
  const until = expiresAt.toISOString().replace(/\.\d+Z$/, 'Z');
  return `The exclusive grant ${name} is held by ${grantee ?? 'a client without a name'} until ${until}.`;
}
