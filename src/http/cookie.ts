/** What a server, or several behind one address, need of their own address: see `Access.ownOrigin`. */
type Origin = Pick<URL, 'protocol' | 'port'>;

/** Everything that the server serves. */
const PATH = '/';

/** A browser keeps at most 4096 bytes of the name and the value. */
const MAX_VALUE = 4000;

/**
 * A browser shows the cookies of a host to all its ports: without the port, two servers on one host would sign each
 * other's users out. With `__Host-`, a browser accepts the cookie over TLS only, and from this host only.
 */
function nameOf({ protocol, port }: Origin): string {
  const name = ['multismurf', port].filter(Boolean).join('-');
  return protocol === 'https:' ? `__Host-${name}` : name;
}

/**
 * The value of `Set-Cookie` with which a browser stays signed in; null if the token is too long for a cookie.
 *
 * The cookie contains the token itself, and the server remembers no sign-in: so a sign-in survives a restart, counts on
 * each of several servers, ends when the token is withdrawn, and nobody can fill a memory with sign-ins. No script can read
 * it, and no page of another site can send it.
 */
export function signedIn(origin: Origin, token: string, seconds: number): string | null {
  const value = encodeURIComponent(token);
  return value.length > MAX_VALUE ? null : cookie(origin, value, seconds);
}

/** The value of `Set-Cookie` that ends a sign-in. */
export const signedOut = (origin: Origin): string => cookie(origin, '', 0);

function cookie(origin: Origin, value: string, seconds: number): string {
  const secure = origin.protocol === 'https:' ? ['Secure'] : [];
  const parts = [`Path=${PATH}`, `Max-Age=${seconds}`, 'HttpOnly', 'SameSite=Strict', ...secure];
  return [`${nameOf(origin)}=${value}`, ...parts].join('; ');
}

/** The token in the header `Cookie`; null if there is none. */
export function tokenInCookie(origin: Origin, header = ''): string | null {
  const start = `${nameOf(origin)}=`;
  const found = header.split(';').find((pair) => pair.trim().startsWith(start));
  try {
    return found ? decodeURIComponent(found.trim().slice(start.length)) || null : null;
  } catch {
    return null;
  }
}
