import { ROLES } from '../../auth/viewer.js';
import * as check from '../checks.js';
import { createOptionReader, type Layer } from '../cli/option-values.js';
import type { Problem } from '../problem.js';
import type { TokenConfig } from '../types.js';

/** 100 years. */
const MAX_DAYS = 36_500;

/** The configuration of `multismurf token`. @param words the words that are no options */
export function readTokenConfig(
  commandLine: Layer,
  words: readonly string[],
  problems: Problem[],
): TokenConfig | undefined {
  const reader = createOptionReader(commandLine, problems);
  const [name, unexpected] = words;
  if (name === undefined) {
    problems.push({ source: 'command line', message: 'expected token NAME: the name of the user' });
  } else if (unexpected !== undefined) {
    problems.push({ source: 'command line', message: `unexpected argument "${unexpected}"` });
  }
  const file = reader.read('tokens', check.path);
  if (reader.given('tokens') === undefined) {
    problems.push({ source: '--tokens', message: 'expected the file of tokens: --tokens FILE' });
  }
  const listed = (option: 'operation' | 'slot') => {
    const values = reader.readAll(option, check.listOf(check.name)).flat();
    return values.length > 0 ? values : null;
  };
  const role = reader.read('role', check.oneOf(ROLES)) ?? 'viewer';
  const [operations, slots] = [listed('operation'), listed('slot')];
  const days = reader.read('days', check.number(0, MAX_DAYS, ' of days')) ?? null;
  if (problems.length > 0 || name === undefined || file === undefined) return undefined;
  return { command: 'token', viewer: { name, role, operations, slots }, days, file };
}
