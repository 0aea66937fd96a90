/** The password of a request, as its agent saw it. */
export interface AccessCheck {
  readonly password: string | null;
  /** Whether any of its rules has this password. */
  readonly isKnown: boolean;
}

/**
 * The access rules of one agent: those of the access director's last message for it (`ocs/access.py`, ocs 0.12.1). It
 * shares no code with `src/ocs/access`. All operations need level 1.
 */
export interface AgentRules {
  /** The `access_control` of `get_api`. */
  shown(): unknown;
  /** A new agent denies everything, until the director has told it its rules. */
  forget(): void;
  hear(message: unknown): void;
  checked(password: string | null): AccessCheck;
  /** The answer to a request with this password; null if it is accepted. */
  refusal(password: string | null): string | null;
}

interface Rule {
  readonly hashed_pass: { readonly value: string };
  readonly cred_level: number;
  readonly scope_spec: { readonly default: boolean; readonly instance_id: string | null };
  readonly lockout_levels: readonly number[];
}

interface Message {
  readonly reset?: boolean;
  readonly target?: string;
  readonly step: number;
  readonly rules: readonly Rule[];
}

export function createAgentRules(instanceId: string): AgentRules {
  let step = 0;
  let rules: readonly Rule[] = [];

  const isMine = ({ scope_spec: scope }: Rule) => scope.default || scope.instance_id === instanceId;
  const fits = (rule: Rule, password: string | null) => rule.hashed_pass.value === (password ?? '');

  function levelOf(password: string | null): number {
    const mine = rules.filter(isMine);
    const locked = new Set(mine.flatMap((rule) => (fits(rule, password) ? [] : rule.lockout_levels)));
    const given = mine.filter((rule) => fits(rule, password)).map(({ cred_level }) => cred_level);
    let level = Math.max(0, ...given);
    while (locked.has(level)) level -= 1;
    return level;
  }

  return {
    shown: () => ({ policy: 'director', step }),
    forget() {
      step = 0;
      rules = [];
    },
    hear(message) {
      // The network sometimes delivers a message that is not OCS.
      const told = message as Message | null;
      if (!Array.isArray(told?.rules) || !(told.reset || told.target === instanceId)) return;
      ({ step, rules } = told);
    },
    checked: (password) => ({
      password,
      isKnown: rules.some((rule) => isMine(rule) && fits(rule, password)),
    }),
    refusal(password) {
      if (levelOf(password) >= 1) return null;
      return 'The action requires credential level 1-BASIC but the client has only level 0-BLOCKED';
    },
  };
}
