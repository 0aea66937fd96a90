import type { IssuerOptions } from '../../auth/issuer.js';
import * as check from '../checks.js';
import { JWT_OPTIONS } from '../cli/jwt-options.js';
import { DEFAULTS } from '../cli/option-definition.js';
import type { OptionReader } from '../cli/option-values.js';
import type { Problem } from '../problem.js';

/** Asymmetric algorithms only (RFC 7518, RFC 8037): the server has no secret of the issuer. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const REQUIRED = ['jwt-issuer', 'jwt-audience', 'jwt-keys'] as const;

/** Whose JSON Web Tokens are accepted; undefined if none are, or if there are problems. */
export function readJwt(reader: OptionReader, problems: Problem[]): IssuerOptions | undefined {
  const given = JWT_OPTIONS.map(({ name }) => name).filter(reader.has);
  const [first] = given;
  if (first === undefined) return undefined;
  const missing = REQUIRED.filter((name) => !reader.has(name));
  if (missing.length > 0) {
    const needed = missing.map((name) => `--${name}`).join(' and ');
    problems.push({
      source: `--${first}`,
      message: `${needed} ${missing.length > 1 ? 'are' : 'is'} also required`,
    });
    return undefined;
  }
  const issuer = reader.read('jwt-issuer', check.name);
  const audience = reader.read('jwt-audience', check.name);
  const keys = reader.read('jwt-keys', check.serverUrl);
  const algorithms =
    reader.read('jwt-algorithms', check.listOf(algorithm)) ?? DEFAULTS.jwtAlgorithms.split(',');
  const roleClaim = reader.read('jwt-role-claim', check.name) ?? DEFAULTS.jwtRoleClaim;
  const operationsClaim = reader.read('jwt-operations-claim', check.name);
  const slotsClaim = reader.read('jwt-slots-claim', check.name);
  if (issuer === undefined || audience === undefined || keys === undefined) return undefined;
  return {
    ...{ issuer, audience, keys, algorithms, roleClaim },
    ...(operationsClaim !== undefined && { operationsClaim }),
    ...(slotsClaim !== undefined && { slotsClaim }),
  };
}

const algorithm: check.Check<string> = (text) =>
  ALGORITHMS.includes(text)
    ? { ok: true, value: text }
    : { ok: false, wanted: `some of ${ALGORITHMS.join(', ')}` };
