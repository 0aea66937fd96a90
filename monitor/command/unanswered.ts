import type { Request } from './use-plan.js';

/** A start that was sent, and of which nobody knows yet whether it began a run. */
export interface Unanswered {
  /** With its request id: sent again, it starts nothing twice. */
  readonly request: Request;
  /** Why no answer came; null while one may still come. */
  readonly why: string | null;
}

/** By the wish: what a person asked for, whatever the plan made of it. */
export type AllUnanswered = ReadonlyMap<string, Unanswered>;

/** Nobody leaves more starts than this without an answer. */
const MOST = 50;

/** Slots may have left the plan since, because the start has worked: what was sent is sent again as it was. */
export function requestToSend(known: AllUnanswered, wish: string, planned: Request, newId: string): Request {
  return known.get(wish)?.request ?? { ...planned, options: { ...planned.options, requestId: newId } };
}

export function withUnanswered(known: AllUnanswered, wish: string, one: Unanswered): AllUnanswered {
  return new Map([...known, [wish, one] as const].slice(-MOST));
}

export function without(known: AllUnanswered, wish: string): AllUnanswered {
  return new Map([...known].filter(([other]) => other !== wish));
}

/**
 * Whether errors of the server say that no run exists: it looks for the run of the request id before it rejects.
 *
 * @param isRepeated the same start was sent before, so a run may exist that the server cannot find without its store
 */
export function isRejection(codes: readonly unknown[], isRepeated: boolean): boolean {
  const isUnsure = (code: unknown) =>
    code === 'INTERNAL_SERVER_ERROR' || (isRepeated && code === 'STORE_UNAVAILABLE');
  return !codes.some(isUnsure);
}
