import { createHash, timingSafeEqual } from 'node:crypto';

/** The password in a rule: it can only be compared, not read. `HashedPass` in `ocs/access.py`. */
export interface HashedPassword {
  matches(password: string): boolean;
}

/** The hash functions of OCS, by name. */
const HASHES: Readonly<Record<string, (password: string) => string>> = {
  none: (password) => password,
  md5: (password) => createHash('md5').update(password).digest('hex').slice(0, 16),
};

/**
 * The hash `blocked` matches no password. Otherwise an empty value matches every password, and an unknown hash matches
 * none. (OCS answers requests with a KeyError in the last case.)
 */
export function createHashedPassword(hash: string, value: string): HashedPassword {
  if (hash === 'blocked') return { matches: () => false };
  if (value === '') return { matches: () => true };
  const transform = Object.hasOwn(HASHES, hash) ? HASHES[hash] : undefined;
  if (!transform) return { matches: () => false };
  // Fingerprints have the same length, as timingSafeEqual requires, and avoid storing the clear text of `none`.
  const wanted = fingerprint(value);
  return { matches: (password) => timingSafeEqual(fingerprint(transform(password)), wanted) };
}

function fingerprint(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
