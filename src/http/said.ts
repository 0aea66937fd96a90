import type { IncomingHttpHeaders } from 'node:http';
import { createSecret, type Secret } from '../lib/secret.js';
import { isUserName, MAX_USER_NAME } from '../lib/user-name.js';
import type { Refusal } from './refusal.js';

/** What a client says with its request, besides its token. Nobody has checked it. */
export interface Said {
  /** Its name; null if it says none. */
  readonly user: string | null;
  /** For the slots. It is in memory only, as long as the request and its run. */
  readonly password: Secret | undefined;
}

export const NOTHING_SAID: Said = { user: null, password: undefined };

/** Percent-encoded where it is not ASCII: a header cannot carry other characters. */
export const USER_HEADER = 'multismurf-user';
export const PASSWORD_HEADER = 'ocs-password';

const MAX_PASSWORD = 1000;

const refused = (message: string): Refusal => ({ code: 'BAD_REQUEST', message });

/**
 * Reads what the headers say, or the members of `connectionParams` with the same names: browsers cannot set the headers
 * of a WebSocket. An empty value says nothing.
 */
export function readSaid(
  headers: IncomingHttpHeaders,
  connectionParams: Readonly<Record<string, unknown>> = {},
): Said | Refusal {
  const given = new Map<string, unknown>();
  for (const [name, value] of [...Object.entries(headers), ...Object.entries(connectionParams)]) {
    given.set(name.toLowerCase(), value);
  }
  const user = decoded(given.get(USER_HEADER) ?? '');
  if (user !== '' && (user === null || !isUserName(user))) {
    return refused(
      `MultiSmurf-User must be a name with at most ${MAX_USER_NAME} characters, percent-encoded where it is not ASCII.`,
    );
  }
  const password = given.get(PASSWORD_HEADER) ?? '';
  if (typeof password !== 'string' || password.length > MAX_PASSWORD) {
    return refused(`OCS-Password must be a text with at most ${MAX_PASSWORD} characters.`);
  }
  return { user: user || null, password: password === '' ? undefined : createSecret(password) };
}

/** Null if it is not a text, or not encoded well. */
function decoded(value: unknown): string | null {
  try {
    return typeof value === 'string' ? decodeURIComponent(value) : null;
  } catch {
    return null;
  }
}
