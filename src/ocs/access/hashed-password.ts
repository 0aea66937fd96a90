import { createHash, timingSafeEqual } from 'node:crypto';

/** A password as a rule holds it: it answers, and never shows itself. `HashedPass` in `ocs/access.py`. */
export interface HashedPassword {
  matches(password: string): boolean;
}

/** How OCS hashes, by the name that stands beside the hash. */
const HASHES: Readonly<Record<string, (password: string) => string>> = {
  none: (password) => password,
  md5: (password) => createHash('md5').update(password).digest('hex').slice(0, 16),
};

/**
 * With the hash `blocked` no password matches; otherwise an empty value matches every one; a hash that we do
 * not know matches none. (OCS answers requests with a KeyError then.)
 */
export function createHashedPassword(hash: string, value: string): HashedPassword {
  if (hash === 'blocked') return { matches: () => false };
  if (value === '') return { matches: () => true };
  const transform = Object.hasOwn(HASHES, hash) ? HASHES[hash] : undefined;
  if (!transform) return { matches: () => false };
  // Of equal length, as timingSafeEqual wants it, and so the clear text of `none` is not kept.
  const wanted = fingerprint(value);
  return { matches: (password) => timingSafeEqual(fingerprint(transform(password)), wanted) };
}

function fingerprint(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
