import { createTopic, type Topic } from '../lib/topic.js';
import { hashOf } from './token.js';
import type { TokenFile } from './token-file.js';
import { ANYBODY, type Viewer } from './viewer.js';

/** Who sends a token. */
export interface Identities {
  /** False if nobody needs a token. */
  readonly isRequired: boolean;
  /** The user of a valid token; null if there is none. */
  find(token: string): Viewer | null;
  /** After each change of what a token allows. */
  readonly changes: Topic<void>;
}

export interface IdentitiesOptions {
  /** The token that everybody shares; null if there is none. */
  readonly commonToken: string | null;
  /** The tokens of users; null if there are none. */
  readonly tokens: Pick<TokenFile, 'find' | 'changes'> | null;
}

/** Without any token, everybody may do everything. */
export function createIdentities({ commonToken, tokens }: IdentitiesOptions): Identities {
  const common = commonToken === null ? null : hashOf(commonToken);
  const isRequired = common !== null || tokens !== null;
  return {
    isRequired,
    find(token) {
      if (!isRequired || hashOf(token) === common) return ANYBODY;
      return tokens?.find(token) ?? null;
    },
    changes: tokens?.changes ?? createTopic<void>(() => {}),
  };
}
