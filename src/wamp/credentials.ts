import { createHmac, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';

/** `ticket` selects WAMP ticket authentication, `secret` selects WAMP-CRA. */
export type WampAuth =
  | { readonly authid: string; readonly ticket: string }
  | { readonly authid: string; readonly secret: string };

/** More than any reasonable configuration has. A router that requests more could block us for minutes. */
const MAX_ITERATIONS = 1_000_000;

/** The WAMP name of the method. */
export function authMethod(auth: WampAuth): 'ticket' | 'wampcra' {
  return 'ticket' in auth ? 'ticket' : 'wampcra';
}

/**
 * Answers the CHALLENGE of a router. Rejects if the router requests another method than the configured one. The errors
 * never contain a credential.
 */
export async function answerChallenge(
  auth: WampAuth | undefined,
  method: unknown,
  extra: unknown,
): Promise<string> {
  if (auth === undefined) {
    throw new Error(
      `the router requests ${String(method)} authentication, but no credentials are configured`,
    );
  }
  if (method !== authMethod(auth)) {
    throw new Error(
      `the router requests ${String(method)} authentication, but ${authMethod(auth)} is configured`,
    );
  }
  if ('ticket' in auth) return auth.ticket;
  const challenge = readChallenge(extra);
  const key = challenge.salt === null ? auth.secret : await deriveKey(auth.secret, challenge.salt);
  return createHmac('sha256', key).update(challenge.text).digest('base64');
}

interface Salt {
  readonly salt: string;
  readonly iterations: number;
  readonly keylen: number;
}

async function deriveKey(secret: string, { salt, iterations, keylen }: Salt): Promise<string> {
  const key = await promisify(pbkdf2)(secret, salt, iterations, keylen, 'sha256');
  return key.toString('base64');
}

/** Reads `{challenge, salt?, iterations?, keylen?}`; the defaults are those of the WAMP specification. */
function readChallenge(extra: unknown): { text: string; salt: Salt | null } {
  const fields = new Map(typeof extra === 'object' && extra !== null ? Object.entries(extra) : []);
  const text: unknown = fields.get('challenge');
  if (typeof text !== 'string') throw new Error('the router sent a WAMP-CRA challenge without text');
  const salt: unknown = fields.get('salt');
  if (typeof salt !== 'string') return { text, salt: null };
  const iterations: unknown = fields.get('iterations') ?? 1000;
  const keylen: unknown = fields.get('keylen') ?? 32;
  if (!isCount(iterations, MAX_ITERATIONS) || !isCount(keylen, 1024)) {
    throw new Error('the router sent a WAMP-CRA challenge with unusable iterations or keylen');
  }
  return { text, salt: { salt, iterations, keylen } };
}

function isCount(value: unknown, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= max;
}
