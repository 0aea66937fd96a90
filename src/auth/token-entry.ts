import { stringify } from 'yaml';
import { hashOf } from './token.js';
import type { Viewer } from './viewer.js';

/** The lines for a new token in the file of tokens. */
export function tokenEntry(
  token: string,
  { name, role, operations, slots }: Viewer,
  expires: Date | null,
): string {
  const tokens = [
    {
      name,
      role,
      ...(operations && { operations }),
      ...(slots && { slots }),
      ...(expires && { expires: expires.toISOString() }),
      sha256: hashOf(token),
    },
  ];
  // The version that it is read with: in 1.2, a slot "yes" needs no quotes.
  return stringify(tokens, { version: '1.1' });
}
