import { fnmatch } from './fnmatch.js';

/** The values that patterns are compared with; a null class matches no class pattern. */
export interface AgentIdentity {
  readonly instanceId: string;
  readonly agentClass: string | null;
}

/** The agents that a rule applies to, `ScopeSpec` in `ocs/access.py`. */
export interface Scope {
  /** True for all agents, regardless of the patterns. */
  readonly default: boolean;
  readonly agentClass: string | null;
  readonly instanceId: string | null;
}

/** The parts of a pattern such as `compute*,login*,!*9`; those with `!` are negative. */
function parsePattern(pattern: string): { readonly positive: string[]; readonly negative: string[] } {
  const parts = pattern.split(',').filter((part) => part !== '' && part !== '!');
  return {
    positive: parts.filter((part) => !part.startsWith('!')),
    negative: parts.filter((part) => part.startsWith('!')).map((part) => part.slice(1)),
  };
}

/**
 * Whether `target` matches one of the positive sub-patterns (if there are any) and none of the negative ones,
 * `pattern_match` in `ocs/access.py`. A target that contains `,` or `!` never matches; OCS answers such a request with
 * an AssertionError.
 */
export function matchesPattern(target: string, pattern: string): boolean {
  if (/[,!]/.test(target)) return false;
  const { positive, negative } = parsePattern(pattern);
  const fits = (part: string) => fnmatch(target, part);
  return (positive.length === 0 || positive.some(fits)) && !negative.some(fits);
}

/** An empty scope covers no agent. */
export function covers(scope: Scope, agent: AgentIdentity): boolean {
  if (scope.default) return true;
  if (scope.agentClass === null && scope.instanceId === null) return false;
  return fits(agent.agentClass, scope.agentClass) && fits(agent.instanceId, scope.instanceId);
}

function fits(target: string | null, pattern: string | null): boolean {
  return pattern === null || (target !== null && matchesPattern(target, pattern));
}

/** How specific a scope is, `get_specificity` in `ocs/access.py`: the entry with the highest number is used. */
export function specificityOf(scope: Scope): number {
  if (scope.default) return 0;
  const id = parsePattern(scope.instanceId ?? '');
  const agentClass = parsePattern(scope.agentClass ?? '');
  const parts = [id.positive, agentClass.positive, id.negative, agentClass.negative];
  const sum = parts.reduce((total, part, index) => total + (part.length > 0 ? 8 >> index : 0), 0);
  return sum === 0 ? -1 : sum;
}
