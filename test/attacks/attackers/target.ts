import type { Tokens } from '../fortress.js';

/** What an attacker knows. */
export interface Target {
  readonly url: string;
  readonly tokens: Tokens;
}
