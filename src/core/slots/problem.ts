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

export const PROBLEM_CODES = Object.keys(SEVERITIES) as readonly ProblemCode[];

/** What a run says of an operation whose end nobody has seen. */
export type UnseenOutcome = 'LOST' | 'TIMED_OUT' | 'UNKNOWN';

/** Something that is wrong with a slot, or with the server as a whole. */
export interface Problem {
  /** Unique among the problems of the slot or the server, and stable while the problem lasts. */
  readonly key: string;
  readonly code: ProblemCode;
  readonly severity: Health;
  /** The operation with the problem; null if the whole slot has the problem. */
  readonly operation: string | null;
  /** The run that has the problem with its operation; null if none has, or if that is not known. */
  readonly runId: string | null;
  /** Of OUTCOME_UNKNOWN: what the run says of the slot; otherwise null. */
  readonly outcome: UnseenOutcome | null;
  readonly message: string;
  /** When the problem began (server clock; clock of the agent if it began with the end of a session). */
  readonly since: Date;
}

/** @param distinction of problems of the same kind and operation; by default the run, since several can have left one */
export function problem(
  {
    code,
    operation = null,
    runId = null,
    outcome = null,
    ...rest
  }: Pick<Problem, 'code' | 'message' | 'since'> & Partial<Pick<Problem, 'operation' | 'runId' | 'outcome'>>,
  distinction = runId ?? '',
): Problem {
  const key = [code, operation ?? '', distinction].filter((part) => part !== '').join('/');
  return { key, code, severity: SEVERITIES[code], operation, runId, outcome, ...rest };
}

/** The worst severity of the problems. */
export function healthOf(problems: readonly Problem[]): Health {
  if (problems.some(({ severity }) => severity === 'CRITICAL')) return 'CRITICAL';
  return problems.length > 0 ? 'WARNING' : 'OK';
}
