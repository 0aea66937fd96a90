import { type CredLevel, leftOf } from './cred-level.js';
import type { HashedPassword } from './hashed-password.js';
import { type AgentIdentity, covers, type Scope } from './scope.js';

/** Gives a level to callers with the password, `AccessRule` in `ocs/access.py`. */
export interface AccessRule {
  readonly scope: Scope;
  /** Null matches no password. */
  readonly password: HashedPassword | null;
  /** Null gives no level. */
  readonly level: CredLevel | null;
  /** For an exclusive grant: the levels that no other caller has while it lasts, the grant's id, and its owner. */
  readonly lockout: {
    readonly levels: readonly CredLevel[];
    readonly id: string | null;
    readonly owner: string | null;
  };
}

/** The level of a password on an agent; `detail` explains why the level was reduced. */
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
 * The highest level that any rule for this agent gives to the password, reduced by exclusive grants of other callers;
 * `agent_get_creds` in `ocs/access.py`. The empty text means no password.
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
  level = leftOf(level, blocked);
  if (level === given) return { level, detail: '' };
  return { level, detail: `Privileges diminished; lockouts active: [${[...owners].map(quoted).join(', ')}]` };
}

/** The text as Python prints it inside a list. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  const escaped = text.replace(/[\\\n\r\t]/g, (character) => escapes[character] ?? `\\${character}`);
  return `${quote}${quote === "'" ? escaped.replaceAll("'", "\\'") : escaped}${quote}`;
}
