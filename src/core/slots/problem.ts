/** OK: no problem. */
export type Health = 'OK' | 'WARNING' | 'CRITICAL';

/** The severity of each kind of problem. CRITICAL: data are lost, or the slot cannot be commanded normally. */
const SEVERITIES = {
  SILENT: 'CRITICAL',
  DEGRADED: 'CRITICAL',
  LAST_OPERATION_FAILED: 'WARNING',
  OUTCOME_UNKNOWN: 'CRITICAL',
  OVERDUE: 'WARNING',
  STATE_STALE: 'WARNING',
  STREAM_STOPPED_BY_ITSELF: 'CRITICAL',
  NAME_CONFLICT: 'CRITICAL',
  STREAM_ID_UNCONFIRMED: 'WARNING',
  API_UNREADABLE: 'WARNING',
  API_MALFORMED: 'WARNING',
  SESSION_UNREADABLE: 'WARNING',
  OWN_TASK_HIDDEN: 'WARNING',
  RUNS_IN_MEMORY: 'WARNING',
  STORE_UNAVAILABLE: 'CRITICAL',
  PRESET_INVALID: 'WARNING',
  ACCESS_DIRECTOR_UNREADABLE: 'WARNING',
} as const satisfies Record<string, Health>;

export type ProblemCode = keyof typeof SEVERITIES;

/** Something that is wrong with a slot, or with the server as a whole. */
export interface Problem {
  /** Unique among the problems of the slot or the server, and stable while the problem lasts. */
  readonly key: string;
  readonly code: ProblemCode;
  readonly severity: Health;
  /** The operation with the problem; null if the whole slot has the problem. */
  readonly operation: string | null;
  readonly message: string;
  /** When the problem began (server clock; clock of the agent if it began with the end of a session). */
  readonly since: Date;
}

/** @param run distinguishes problems of the same kind and operation that several runs have left */
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
