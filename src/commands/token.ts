import { appendFile, readFile } from 'node:fs/promises';
import { parseTokens } from '../auth/parse-tokens.js';
import { newToken } from '../auth/token.js';
import { tokenEntry } from '../auth/token-entry.js';
import type { TokenConfig } from '../config/types.js';
import { type Clock, systemClock } from '../lib/clock.js';

const DAY_MS = 24 * 3600 * 1000;
/** Only the owner may read it: the hashes are no secret, but who is an administrator is nobody's business. */
const MODE = 0o600;

/**
 * `multismurf token`: adds a token to the file, and returns it.
 * @throws an Error if the file cannot be used, or has a token of this user
 */
export async function makeToken(
  { viewer, days, file }: TokenConfig,
  clock: Pick<Clock, 'now'> = systemClock,
): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const parsed = parseTokens(text);
  if (!parsed.ok) throw new Error(`${file} cannot be used: ${parsed.mistakes.join('; ')}`);
  if (parsed.tokens.some((one) => one.viewer.name === viewer.name)) {
    throw new Error(
      `${viewer.name} has a token in ${file} already. Use another name, or remove the old entry first.`,
    );
  }
  const token = newToken();
  const expires = days === null ? null : new Date(clock.now().getTime() + days * DAY_MS);
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  await appendFile(file, gap + tokenEntry(token, viewer, expires), { mode: MODE });
  return token;
}
