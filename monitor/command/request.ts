import type { RunOptions } from '../generated/graphql.js';
import type { DraftReading } from './draft.js';
import { isObject } from './entries.js';
import type { PlanRow } from './plan-rows.js';
import type { Plan, Request } from './use-plan.js';

/** The request for all selected slots. Slots that cannot be commanded are skipped, unless a person wants it otherwise. */
export function requestOf(
  operation: string,
  selected: ReadonlySet<string>,
  { params, options }: DraftReading,
  password: string,
): Request {
  const { exclusive, ...rest } = options;
  const grant = isObject(exclusive) && { ...exclusive, ...(password !== '' && { password }) };
  return {
    operation,
    streamIds: [...selected],
    params,
    // The server checks the options, and says what is wrong with them.
    options: { skipUnavailable: true, ...rest, ...(grant && { exclusive: grant }) } as RunOptions,
  };
}

/** The same request for exactly the slots that the plan would command. */
export function exactly(request: Request, commanded: readonly PlanRow[]): Request {
  const streamIds = commanded.map(({ instanceId }) => instanceId);
  const { slotParams, ...options } = request.options ?? {};
  const own = (slotParams ?? [])
    .map((one) => ({ ...one, streamIds: one.streamIds.filter((id) => streamIds.includes(id)) }))
    .filter((one) => one.streamIds.length > 0);
  return { ...request, streamIds, options: own.length === 0 ? options : { ...options, slotParams: own } };
}

export interface Circumstances {
  readonly isLive: boolean;
  readonly selected: ReadonlySet<string>;
  readonly mistakes: ReadonlyMap<string, string>;
  readonly plan: Plan | null;
  readonly planError: string | null;
}

/** Why nothing can be started now, in a few words; null if it can. */
export function hindranceOf({ isLive, selected, mistakes, plan, planError }: Circumstances): string | null {
  const [place] = mistakes.keys();
  if (!isLive) return 'Not connected: nothing can be sent.';
  if (selected.size === 0) return 'Select slots first.';
  if (place !== undefined) return `Correct ${inWords(place)} first.`;
  if (planError !== null || plan?.rejection) return 'The server would reject this: see above.';
  return plan === null ? 'The plan is on its way.' : null;
}

function inWords(place: string): string {
  if (place === 'params') return 'the JSON';
  const [section, field = ''] = place.split('.');
  return section === 'slotParams' ? 'the parameters per slot' : field;
}
