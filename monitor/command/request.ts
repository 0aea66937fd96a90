import type { RunOptions, SlotParams } from '../generated/graphql.js';
import type { DraftReading } from './draft.js';
import { isObject } from './entries.js';
import type { Plan, Request } from './use-plan.js';

/**
 * The request for some of the slots. Those that cannot be commanded are skipped, unless a person wants it otherwise.
 *
 * @param others the instance ids of all other slots: parameters of their own are left out
 */
export function requestOf(
  operation: string,
  streamIds: readonly string[],
  others: ReadonlySet<string>,
  { params, options }: DraftReading,
): Request {
  const { slotParams, ...rest } = options;
  const own = (Array.isArray(slotParams) ? (slotParams as SlotParams[]) : [])
    .map((one) => ({ ...one, streamIds: one.streamIds.filter((id) => !others.has(id)) }))
    .filter((one) => one.streamIds.length > 0);
  return {
    operation,
    streamIds: [...streamIds],
    params,
    // The server checks the options, and says what is wrong with them.
    options: {
      skipUnavailable: true,
      ...rest,
      ...(own.length > 0 && { slotParams: own }),
    } as RunOptions,
  };
}

/** The request with the password of its exclusive grant. */
export function withPassword(request: Request, password: string): Request {
  const { exclusive, ...options } = request.options ?? {};
  if (!isObject(exclusive) || password === '') return request;
  return { ...request, options: { ...options, exclusive: { ...exclusive, password } } };
}

export interface Circumstances {
  readonly isLive: boolean;
  readonly selected: ReadonlySet<string>;
  readonly mistakes: ReadonlyMap<string, string>;
  readonly plan: Plan | null;
  readonly planError: string | null;
  /** What was sent before, without an answer, is sent again as it was: no plan is needed. */
  readonly isRepeated: boolean;
}

/** Why nothing can be started now, in a few words; null if it can. */
export function hindranceOf(circumstances: Circumstances): string | null {
  const { isLive, selected, mistakes, plan, planError, isRepeated } = circumstances;
  const [place] = mistakes.keys();
  if (!isLive) return 'Not connected: nothing can be sent.';
  if (selected.size === 0) return 'Select slots first.';
  if (place !== undefined) return `Correct ${inWords(place)} first.`;
  if (isRepeated) return null;
  if (planError !== null || plan?.rejection) return 'The server would reject this: see above.';
  return plan === null ? 'Waiting for the plan from the server.' : null;
}

function inWords(place: string): string {
  if (place === 'params') return 'the JSON';
  const [section, field = ''] = place.split('.');
  return section === 'slotParams' ? 'the parameters per slot' : field;
}
