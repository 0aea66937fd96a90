/** OK means that there is no problem at all. */
export type Health = 'OK' | 'WARNING' | 'CRITICAL';

/** How bad each kind of problem is. CRITICAL: data are lost, or the slot cannot be commanded as it should. */
const SEVERITIES = {
  SILENT: 'CRITICAL',
  DEGRADED: 'CRITICAL',
  LAST_OPERATION_FAILED: 'WARNING',
  OUTCOME_UNKNOWN: 'CRITICAL',
  STATE_STALE: 'WARNING',
  STREAM_STOPPED_BY_ITSELF: 'CRITICAL',
  NAME_CONFLICT: 'CRITICAL',
  STREAM_ID_UNCONFIRMED: 'WARNING',
  API_UNREADABLE: 'WARNING',
  API_MALFORMED: 'WARNING',
  SESSION_UNREADABLE: 'WARNING',
  OWN_TASK_HIDDEN: 'WARNING',
} as const satisfies Record<string, Health>;

export type ProblemCode = keyof typeof SEVERITIES;

/** Something that is wrong with a slot. */
export interface Problem {
  /** Unique among the problems of the slot, and the same for as long as the problem lasts. */
  readonly key: string;
  readonly code: ProblemCode;
  readonly severity: Health;
  /** The operation that it is about; null if it is about the slot as a whole. */
  readonly operation: string | null;
  readonly message: string;
  /** Since when, by our clock, or by the agent's where it is the end of a session. The same while it lasts. */
  readonly since: Date;
}

/** @param run tells problems of the same kind and operation apart, where runs have left several */
export function problem(
  {
    code,
    operation = null,
    ...rest
  }: Pick<Problem, 'code' | 'message' | 'since'> & {
    readonly operation?: string | null;
  },
  run = '',
): Problem {
  const key = [code, operation ?? '', run].filter((part) => part !== '').join('/');
  return { key, code, severity: SEVERITIES[code], operation, ...rest };
}

/** The worst severity of the problems. */
export function healthOf(problems: readonly Problem[]): Health {
  if (problems.some(({ severity }) => severity === 'CRITICAL')) return 'CRITICAL';
  return problems.length > 0 ? 'WARNING' : 'OK';
}
