import { useEffect, useState } from 'react';
import { useMonitor } from '../context/context.js';
import {
  MonitorPlanDocument,
  type MonitorPlanQuery,
  type MonitorPlanQueryVariables,
} from '../generated/graphql.js';

/** Typing and clicking end before the server is asked, in milliseconds. */
const PAUSE_MS = 250;

export type Request = MonitorPlanQueryVariables;
export type Plan = MonitorPlanQuery['planRun'];

export interface Planned {
  readonly plan: Plan | null;
  /** Why there is no plan, in the words of the server; null if there is one. */
  readonly error: string | null;
  /** The plan is for this request, not for the one before. */
  readonly isCurrent: boolean;
}

/**
 * What the server would do now. It is asked again when the request or the situation of the slots changes; meanwhile the
 * last plan stays.
 *
 * @param situation any text that changes when a slot does something else
 */
export function usePlan(request: Request, situation: string): Planned {
  const { client } = useMonitor();
  const key = JSON.stringify(request);
  const [answer, setAnswer] = useState<Planned & { readonly key: string }>(NOTHING);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the request; the situation asks again.
  useEffect(() => {
    if (request.streamIds.length === 0) return setAnswer(NOTHING);
    let isWanted = true;
    const take = (plan: Plan | null, error: string | null) => {
      if (isWanted) setAnswer({ plan, error, key, isCurrent: true });
    };
    const timer = setTimeout(() => {
      client
        .query({ query: MonitorPlanDocument, variables: request, fetchPolicy: 'no-cache' })
        .then(({ data }) => take(data?.planRun ?? null, null))
        .catch((error: Error) => take(null, error.message));
    }, PAUSE_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [client, key, situation]);
  return { ...answer, isCurrent: answer.key === key };
}

const NOTHING = { plan: null, error: null, isCurrent: false, key: '' };
