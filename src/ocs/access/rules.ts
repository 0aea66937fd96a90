import type { CredLevel } from './cred-level.js';
import type { HashedPassword } from './hashed-password.js';
import { type AgentIdentity, covers, type Scope } from './scope.js';

/** Gives a level to a caller who knows the password, `AccessRule` in `ocs/access.py`. */
export interface AccessRule {
  readonly scope: Scope;
  /** Null matches nobody. */
  readonly password: HashedPassword | null;
  /** Null gives nothing. */
  readonly level: CredLevel | null;
  /** Of an exclusive grant: the levels that nobody else has while it lasts, and who took which. */
  readonly lockout: {
    readonly levels: readonly CredLevel[];
    readonly id: string | null;
    readonly owner: string | null;
  };
}

/** What a password is worth on an agent; `detail` says why it is not worth more. */
export interface Credentials {
  readonly level: CredLevel;
  readonly detail: string;
}

/** A rule for every agent, without a lockout. */
export function ruleForAll(level: CredLevel, password: HashedPassword): AccessRule {
  const scope: Scope = { default: true, agentClass: null, instanceId: null };
  return { scope, password, level, lockout: { levels: [], id: null, owner: null } };
}

/**
 * The highest level that the password gives by any rule for this agent, lowered as far as exclusive grants of
 * others forbid it; `agent_get_creds` in `ocs/access.py`. No password is the empty one.
 */
export function credentialsOf(
  rules: readonly AccessRule[],
  agent: AgentIdentity,
  password: string,
): Credentials {
  let level: CredLevel = 0;
  const blocked = new Set<CredLevel>();
  const owners = new Set<string>();
  for (const rule of rules) {
    if (!covers(rule.scope, agent)) continue;
    const { levels, id, owner } = rule.lockout;
    if (rule.password?.matches(password)) {
      if (rule.level !== null && rule.level > level) level = rule.level;
    } else if (levels.length > 0) {
      for (const one of levels) blocked.add(one);
      owners.add(`${id ?? 'None'}[${owner ?? 'None'}]`);
    }
  }
  const given = level;
  while (level > 0 && blocked.has(level)) level = (level - 1) as CredLevel;
  if (level === given) return { level, detail: '' };
  return { level, detail: `Privileges diminished; lockouts active: [${[...owners].map(quoted).join(', ')}]` };
}

/** As Python prints a text within a list. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  const escaped = text.replace(/[\\\n\r\t]/g, (character) => escapes[character] ?? `\\${character}`);
  return `${quote}${quote === "'" ? escaped.replaceAll("'", "\\'") : escaped}${quote}`;
}
