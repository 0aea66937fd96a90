import { createTopic, type Topic } from '../lib/topic.js';
import { type Issuer, looksLikeJwt, type TokenRefusal } from './issuer.js';
import { hashOf } from './token.js';
import type { TokenFile } from './token-file.js';
import { ANYBODY, type Viewer } from './viewer.js';

/** Who sends a token. */
export interface Identities {
  /** False if nobody needs a token. */
  readonly isRequired: boolean;
  /** The user of a valid token. */
  find(token: string): Promise<Viewer | TokenRefusal>;
  /** After each change of what a token allows, except that a user's `expires` has come. */
  readonly changes: Topic<void>;
}

export interface IdentitiesOptions {
  /** The token that everybody shares; null, the default, if there is none. */
  readonly commonToken?: string | null;
  /** The tokens of users; null, the default, if there are none. */
  readonly tokens?: Pick<TokenFile, 'find' | 'changes'> | null;
  /** Checks JSON Web Tokens; null, the default, if none is accepted. */
  readonly issuer?: Issuer | null;
}

/** Why a request without a valid token is refused. */
export const UNKNOWN: TokenRefusal = {
  message: 'This server requires a token: send the header "Authorization: Bearer TOKEN".',
  isTemporary: false,
};

/** Without any token, everybody may do everything. */
export function createIdentities({
  commonToken = null,
  tokens = null,
  issuer = null,
}: IdentitiesOptions): Identities {
  const common = commonToken === null ? null : hashOf(commonToken);
  const isRequired = common !== null || tokens !== null || issuer !== null;
  return {
    isRequired,
    async find(token) {
      if (!isRequired || hashOf(token) === common) return ANYBODY;
      const user = tokens?.find(token);
      if (user) return user;
      return issuer && looksLikeJwt(token) ? await issuer.verify(token) : UNKNOWN;
    },
    changes: tokens?.changes ?? createTopic<void>(() => {}),
  };
}
