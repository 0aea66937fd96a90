import { readFile } from 'node:fs/promises';
import type { Clock } from '../lib/clock.js';
import { messageOf } from '../lib/error-message.js';
import { type FileWatch, watchFile } from '../lib/file-watch.js';
import type { Logger } from '../lib/logger.js';
import { createTopic, logListenerErrors, type Topic } from '../lib/topic.js';
import { type NamedToken, parseTokens } from './parse-tokens.js';
import { hashOf } from './token.js';
import type { Viewer } from './viewer.js';

export interface TokenFileOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface TokenFile extends FileWatch {
  /** The user of a token that is valid now; null if there is none. */
  find(token: string): Viewer | null;
  /** After each change of what a token allows. */
  readonly changes: Topic<void>;
  /** Why the file as it is now is not in effect, in one line; null if it is. */
  readonly problem: string | null;
}

/**
 * The tokens in a file, which is read again when it changes. While it cannot be used, the tokens that were valid before
 * stay valid: a slip of the editor at night must not lock everybody out.
 */
export async function openTokenFile({ path, clock, logger }: TokenFileOptions): Promise<TokenFile> {
  const changes = createTopic<void>(logListenerErrors(logger));
  let tokens: readonly NamedToken[] = [];
  let valid = validAt(tokens, clock.now());
  let problem: string | null = null;

  async function read(): Promise<void> {
    try {
      const parsed = parseTokens(await readFile(path, 'utf8'));
      if (!parsed.ok) throw new Error(parsed.mistakes.join('; '));
      tokens = parsed.tokens;
      problem = null;
      logger.info({ path, tokens: tokens.length }, 'read the tokens');
    } catch (error) {
      problem = `The file of tokens ${path} cannot be used, so the old tokens stay valid: ${messageOf(error)}`;
      logger.error(
        { path, reason: messageOf(error) },
        'the file of tokens cannot be used, so the old tokens stay valid',
      );
    }
  }

  /** Also ends tokens that have expired. */
  function checked(): void {
    const before = valid;
    valid = validAt(tokens, clock.now());
    if (JSON.stringify([...valid]) !== JSON.stringify([...before])) changes.emit();
  }

  const watch = await watchFile({ paths: [path], read, checked, clock });
  return {
    find: (token) => valid.get(hashOf(token)) ?? null,
    changes,
    get problem() {
      return problem;
    },
    ...watch,
  };
}

/** The user of each token that has not expired, by its hash. */
function validAt(tokens: readonly NamedToken[], now: Date): ReadonlyMap<string, Viewer> {
  const valid = tokens.filter(({ expires }) => expires === null || expires > now);
  return new Map(valid.map(({ hash, viewer }) => [hash, viewer]));
}
