import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import type { Clock } from '../lib/clock.js';
import { shortened } from '../lib/shortened.js';
import { ROLES, type Role, type Viewer } from './viewer.js';

/** Who makes JSON Web Tokens (JWT) for this server, and how they are checked. */
export interface IssuerOptions {
  /** The claim `iss` of its tokens. */
  readonly issuer: string;
  /** The claim `aud`: tokens for other services are not accepted. */
  readonly audience: string;
  /** URL of its public keys (JWKS, RFC 7517). */
  readonly keys: string;
  /** The signature algorithms that are accepted, such as ES256. */
  readonly algorithms: readonly string[];
  /** The claim that has the role of the user: a role, or a list with some. */
  readonly roleClaim: string;
  /** The claim that lists the operations that the user may start; null, the default, if none does. */
  readonly operationsClaim?: string | null;
  /** The claim that lists the slots on which the user may start something; null, the default, if none does. */
  readonly slotsClaim?: string | null;
}

/** Why a token is not accepted. */
export interface TokenRefusal {
  readonly message: string;
  /** True if the user may get a token that is accepted, or if the check may succeed later. */
  readonly isTemporary: boolean;
}

/** Checks JSON Web Tokens. */
export interface Issuer {
  verify(token: string): Promise<Viewer | TokenRefusal>;
}

/** The keys must arrive within this time. */
const KEYS_MS = 5000;
/** Unknown keys are looked up at most this often, so that forged tokens do not cause a request each. */
const COOL_DOWN_MS = 30_000;
const CACHE_MS = 600_000;
const MAX_TEXT = 100;

export const looksLikeJwt = (token: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token);

export function createIssuer(options: IssuerOptions, clock: Pick<Clock, 'now'>): Issuer {
  const { issuer, audience, algorithms } = options;
  const keys = createRemoteJWKSet(new URL(options.keys), {
    timeoutDuration: KEYS_MS,
    cooldownDuration: COOL_DOWN_MS,
    cacheMaxAge: CACHE_MS,
  });
  return {
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, keys, {
          ...{ issuer, audience, algorithms: [...algorithms], currentDate: clock.now() },
          // A token without an end could not be withdrawn.
          requiredClaims: ['exp'],
        });
        return viewerOf(payload, options);
      } catch (error) {
        return refusalOf(error, options.keys);
      }
    },
  };
}

function viewerOf(
  payload: JWTPayload,
  { roleClaim, operationsClaim = null, slotsClaim = null }: IssuerOptions,
): Viewer | TokenRefusal {
  const { preferred_username: username, sub, exp = 0 } = payload;
  const name = [username, sub].find((one) => typeof one === 'string' && one !== '');
  if (typeof name !== 'string') return refused('it names no user (preferred_username or sub)');
  const claimed = [payload[roleClaim]].flat();
  const role = ROLES.findLast((one): one is Role => claimed.includes(one));
  if (role === undefined) return refused(`its claim ${roleClaim} has none of the roles ${ROLES.join(', ')}`);
  const [operations, slots] = [operationsClaim, slotsClaim].map((claim) => listIn(payload, claim));
  // A limit that is not understood must not become none.
  if (operations === undefined) return refused(`its claim ${operationsClaim} is not a list of operations`);
  if (slots === undefined) return refused(`its claim ${slotsClaim} is not a list of slots`);
  return { name: shortened(name, MAX_TEXT), role, operations, slots, expires: new Date(exp * 1000) };
}

/** Null if the token has no such claim; undefined if that is not a text or a list of texts. */
function listIn(payload: JWTPayload, claim: string | null): readonly string[] | null | undefined {
  const value = claim === null ? undefined : payload[claim];
  if (value === undefined || value === null) return null;
  const list = [value].flat();
  return list.every((one): one is string => typeof one === 'string' && one !== '') ? list : undefined;
}

const refused = (why: string, isTemporary = false): TokenRefusal => ({
  message: `The token (JWT) is not accepted: ${why}.`,
  isTemporary,
});

function refusalOf(error: unknown, keys: string): TokenRefusal {
  if (error instanceof errors.JWTExpired) return refused('it has expired; get a new one', true);
  if (error instanceof errors.JWTClaimValidationFailed) {
    return refused(
      `its claim ${error.claim} is missing, or does not have the value that this server expects`,
    );
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return refused('its signature algorithm is not allowed');
  if (error instanceof errors.JWSSignatureVerificationFailed) return refused('its signature is wrong');
  if (error instanceof errors.JWKSNoMatchingKey) return refused('it is signed with an unknown key');
  // The other errors of jose are about the token; those of `fetch`, a timeout and a wrong answer are about the keys.
  const isAboutKeys =
    !(error instanceof errors.JOSEError) ||
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === 'ERR_JOSE_GENERIC';
  if (isAboutKeys) {
    return {
      message: `The token (JWT) cannot be checked: the keys at ${keys} cannot be read.`,
      isTemporary: true,
    };
  }
  return refused('it is not a JWT that this server understands');
}
