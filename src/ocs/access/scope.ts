import { fnmatch } from './fnmatch.js';

/** What patterns are held against; a null class fits no pattern of a class. */
export interface AgentIdentity {
  readonly instanceId: string;
  readonly agentClass: string | null;
}

/** Which agents a rule is for, `ScopeSpec` in `ocs/access.py`. */
export interface Scope {
  /** For all, whatever the patterns say. */
  readonly default: boolean;
  readonly agentClass: string | null;
  readonly instanceId: string | null;
}

/** The sub-patterns of `compute*,login*,!*9`, those with `!` apart. */
function parsePattern(pattern: string): { readonly positive: string[]; readonly negative: string[] } {
  const parts = pattern.split(',').filter((part) => part !== '' && part !== '!');
  return {
    positive: parts.filter((part) => !part.startsWith('!')),
    negative: parts.filter((part) => part.startsWith('!')).map((part) => part.slice(1)),
  };
}

/**
 * Whether `target` fits one of the positive sub-patterns (if there are any) and none of the negative ones,
 * `pattern_match` in `ocs/access.py`. A target with the signs of the pattern language in it fits nothing;
 * OCS answers such a request with an AssertionError.
 */
export function matchesPattern(target: string, pattern: string): boolean {
  if (/[,!]/.test(target)) return false;
  const { positive, negative } = parsePattern(pattern);
  const fits = (part: string) => fnmatch(target, part);
  return (positive.length === 0 || positive.some(fits)) && !negative.some(fits);
}

/** A scope that names nothing covers nobody. */
export function covers(scope: Scope, agent: AgentIdentity): boolean {
  if (scope.default) return true;
  if (scope.agentClass === null && scope.instanceId === null) return false;
  return fits(agent.agentClass, scope.agentClass) && fits(agent.instanceId, scope.instanceId);
}

function fits(target: string | null, pattern: string | null): boolean {
  return pattern === null || (target !== null && matchesPattern(target, pattern));
}

/** How closely a scope describes its agents, `get_specificity` in `ocs/access.py`: of two, the higher counts. */
export function specificityOf(scope: Scope): number {
  if (scope.default) return 0;
  const id = parsePattern(scope.instanceId ?? '');
  const agentClass = parsePattern(scope.agentClass ?? '');
  const parts = [id.positive, agentClass.positive, id.negative, agentClass.negative];
  const sum = parts.reduce((total, part, index) => total + (part.length > 0 ? 8 >> index : 0), 0);
  return sum === 0 ? -1 : sum;
}
