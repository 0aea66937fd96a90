import { z } from 'zod';
import { parsePythonYaml } from '../../lib/python-yaml.js';
import { createSecret, type Secret } from '../../lib/secret.js';
import { type AgentIdentity, covers, type Scope, specificityOf } from './scope.js';

/** One entry of a client's password file: the passwords for some agents. */
interface PasswordEntry {
  readonly scope: Scope;
  readonly password2: Secret | null | undefined;
  readonly password3: Secret | null | undefined;
}

export interface PasswordsFile {
  readonly entries: readonly PasswordEntry[];
  /** Messages about ignored entries. They contain no passwords. */
  readonly problems: readonly string[];
}

/** The file is not a list of passwords. The message contains nothing from the file. */
export class PasswordsFileError extends Error {
  override readonly name = 'PasswordsFileError';
}

const text = z.string().nullish();
const password = text.transform((clear) => (typeof clear === 'string' ? createSecret(clear) : clear));

const entry = z
  .looseObject({
    default: z.boolean().nullish(),
    agent_class: text,
    instance_id: text,
    password_2: password,
    password_3: password,
  })
  .transform(
    (wire): PasswordEntry => ({
      scope: {
        default: wire.default ?? false,
        agentClass: wire.agent_class ?? null,
        instanceId: wire.instance_id ?? null,
      },
      password2: wire.password_2,
      password3: wire.password_3,
    }),
  );

/**
 * Parses a file like `client_get_password` in `ocs/access.py`. An empty file has no passwords. A malformed entry is
 * ignored; the others are still used.
 * @throws {PasswordsFileError}
 */
export function parsePasswordsFile(content: string): PasswordsFile {
  const parsed = parsePythonYaml(content);
  if (!parsed.ok) {
    // The message of the YAML parser is not used: it may contain a password.
    const { place } = parsed.problem;
    const where =
      place === null ? 'it has invalid aliases' : `line ${place.line}, column ${place.column} is not YAML`;
    throw new PasswordsFileError(`expected a YAML list of passwords, but ${where}`);
  }
  const list = parsed.value ?? [];
  if (!Array.isArray(list)) {
    throw new PasswordsFileError('expected a YAML list, in which every entry begins with a dash');
  }
  const entries: PasswordEntry[] = [];
  const problems: string[] = [];
  for (const [index, wire] of list.entries()) {
    const checked = entry.safeParse(wire);
    if (checked.success) entries.push(checked.data);
    else
      problems.push(`entry ${index + 1} is ignored: ${checked.error.issues.map(describeIssue).join('; ')}`);
  }
  return { entries, problems };
}

function describeIssue({ path }: { readonly path: readonly PropertyKey[] }): string {
  const [key] = path;
  if (key === undefined) return 'expected keys with values, such as default: true';
  if (key === 'default') return 'expected true or false for default';
  return `expected text for ${String(key)}; put it in quotes`;
}

/**
 * The password for a level on an agent; undefined if none is needed or known. An entry for this agent is used if it has
 * a password for this level, or else for level 3. The most specific entry wins; among equal ones, the last.
 */
export function findPassword(
  { entries }: PasswordsFile,
  agent: AgentIdentity,
  level: 1 | 2 | 3,
): Secret | undefined {
  if (level === 1) return undefined;
  let best: { readonly specificity: number; readonly password: Secret | null } | undefined;
  for (const { scope, password2, password3 } of entries) {
    // A key without a value overrides less specific entries.
    const found = level === 2 && password2 !== undefined ? password2 : password3;
    if (found === undefined || !covers(scope, agent)) continue;
    const specificity = specificityOf(scope);
    if (best === undefined || specificity >= best.specificity) best = { specificity, password: found };
  }
  return best?.password?.reveal() ? best.password : undefined;
}
