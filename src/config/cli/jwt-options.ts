import { DEFAULTS, type OptionDefinition } from './option-definition.js';

/** JSON Web Tokens of another server, such as that of an institute. */
export const JWT_OPTIONS = [
  {
    name: 'jwt-issuer',
    value: 'URL',
    help: 'Accept JSON Web Tokens of this issuer (their claim iss). Requires --jwt-audience and --jwt-keys. By default none are accepted.',
  },
  {
    name: 'jwt-audience',
    value: 'NAME',
    help: 'The name that the issuer uses for this server (the claim aud). Tokens for other servers are not accepted.',
  },
  {
    name: 'jwt-keys',
    value: 'URL',
    help: 'URL of the public keys of the issuer (JWKS), such as https://login.example.org/jwks.json.',
  },
  {
    name: 'jwt-algorithms',
    value: 'NAMES',
    fallback: DEFAULTS.jwtAlgorithms,
    help: 'The signature algorithms that are accepted, separated by commas.',
  },
  {
    name: 'jwt-role-claim',
    value: 'NAME',
    fallback: DEFAULTS.jwtRoleClaim,
    help: 'The claim that has the role of the user: viewer, operator or administrator, or a list with one of them. A token without a role is not accepted.',
  },
  {
    name: 'jwt-operations-claim',
    value: 'NAME',
    help: 'The claim that lists the operations that the user may start. Without this option, or if a token does not have the claim, the user may start all.',
  },
  {
    name: 'jwt-slots-claim',
    value: 'NAME',
    help: 'The claim that lists the slots and groups on which the user may start operations. Without this option, or if a token does not have the claim, the user may start operations on all.',
  },
] as const satisfies readonly OptionDefinition[];

export type JwtOption = (typeof JWT_OPTIONS)[number]['name'];
