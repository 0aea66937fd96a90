/** What the pages of a server say to each other. */
export type TokenMessage = { readonly kind: 'ask' } | { readonly kind: 'token'; readonly token: string };

/** Longer tokens than this are not shared. */
const LONGEST = 4096;
/** What can stand in a header. */
const TOKEN = /^[\x21-\x7e]+$/;

/** The message, if it is one: any page of the same origin can send anything. */
export function readMessage(data: unknown): TokenMessage | null {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return null;
  if (data.kind === 'ask') return { kind: 'ask' };
  if (data.kind !== 'token' || !('token' in data) || typeof data.token !== 'string') return null;
  const { token } = data;
  return token.length <= LONGEST && TOKEN.test(token) ? { kind: 'token', token } : null;
}
