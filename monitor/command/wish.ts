/** What is known when a start is wished, and later while it waits for its plan. */
export interface Moment {
  /** What would be asked for now. */
  readonly wish: string;
  /** Why nothing can be started now; null if it can. */
  readonly hindrance: string | null;
  /** The plan is for this wish; a start that is repeated needs none. */
  readonly isPlanned: boolean;
}

/**
 * What becomes of a wish. It waits for the plan, so what is started is what was planned. It never waits for a person: a
 * hindrance, or another request than the one at the press, ends it.
 */
export function fateOf(wished: string, { wish, hindrance, isPlanned }: Moment): 'start' | 'wait' | 'drop' {
  if (wished !== wish || hindrance !== null) return 'drop';
  return isPlanned ? 'start' : 'wait';
}
