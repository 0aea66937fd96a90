import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { MonitorStartDocument } from '../generated/graphql.js';
import { newRequestId } from '../shared/request-id.js';
import {
  type AllUnanswered,
  isRejection,
  requestToSend,
  type Unanswered,
  without,
  withUnanswered,
} from './unanswered.js';
import type { Request } from './use-plan.js';

/**
 * Gives one request id to each intention: a wish has the same id until the server has answered, so that a click that is
 * repeated, or an answer that was lost, never starts it twice.
 */
export function useStart(onStarted: (runId: string) => void) {
  const [run, { loading }] = useMutation(MonitorStartDocument);
  const [unanswered, setUnanswered] = useState<AllUnanswered>(new Map());
  const [nextId, setNextId] = useState(newRequestId);
  const [rejected, setRejected] = useState(NOTHING);

  /** What a start of this wish sends. */
  const toSend = (wish: string, planned: Request) => requestToSend(unanswered, wish, planned, nextId);

  function start(wish: string, planned: Request): void {
    if (loading) return;
    const isRepeated = unanswered.has(wish);
    const request = toSend(wish, planned);
    const keep = (why: string | null) =>
      setUnanswered((known) => withUnanswered(known, wish, { request, why }));
    const forget = () => setUnanswered((known) => without(known, wish));
    keep(null);
    setRejected(NOTHING);
    setNextId(newRequestId());
    run({ variables: request })
      .then(({ data }) => {
        if (!data) return;
        forget();
        onStarted(data.runOperation.id);
      })
      .catch((error: Error) => {
        if (!isAnswer(error, isRepeated)) return keep(error.message);
        forget();
        // After what was repeated, the plan may have other slots.
        setRejected({ key: isRepeated ? wish : JSON.stringify(planned), message: error.message });
      });
  }

  /** The last start of this wish, if it may have begun a run. */
  const unansweredOf = (wish: string): Unanswered | undefined => unanswered.get(wish);
  /** Why the server has started nothing when this was started last; null if it has not said so. */
  const rejectionOf = (wish: string, planned: Request): string | null =>
    [wish, JSON.stringify(planned)].includes(rejected.key) ? rejected.message : null;
  return { toSend, start, unansweredOf, rejectionOf, isStarting: loading };
}

function isAnswer(error: Error, isRepeated: boolean): boolean {
  if (!CombinedGraphQLErrors.is(error)) return false;
  return isRejection(
    error.errors.map(({ extensions }) => extensions?.['code']),
    isRepeated,
  );
}

const NOTHING = { key: '', message: '' };
