/** An operation that a run started takes far longer than usual on a slot. */
export interface Overdue {
  readonly runId: string;
  readonly operation: string;
  /** The median duration of its past successes with the same parameters, in seconds. */
  readonly usualSeconds: number;
  /** Since when it is overdue. */
  readonly since: Date;
}
