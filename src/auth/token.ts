import { createHash, randomBytes } from 'node:crypto';

/** Written before each token, so that scanners for secrets, and people, recognize it. */
const PREFIX = 'msmurf_';
const RANDOM_BYTES = 32;

/** A new token: 256 random bits. */
export const newToken = (): string => PREFIX + randomBytes(RANDOM_BYTES).toString('base64url');

/**
 * What is stored of a token. A slow hash is for passwords that people choose: nobody can guess 256 random bits, and each
 * request would have to wait for it.
 */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
