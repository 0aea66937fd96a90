import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { MonitorStartDocument } from '../generated/graphql.js';
import { newRequestId } from '../shared/request-id.js';
import { createStore, useStore } from '../shared/store.js';
import { withPassword } from './request.js';
import {
  type AllUnanswered,
  isRejection,
  requestToSend,
  type Unanswered,
  without,
  withUnanswered,
} from './unanswered.js';
import type { Request } from './use-plan.js';

/** Outlives the panel: what is filled in once more is the same start. */
const allUnanswered = createStore<AllUnanswered>(new Map());

/**
 * Gives one request id to each intention: a wish has the same id until the server has answered, so that a click that is
 * repeated, or an answer that was lost, never starts it twice.
 *
 * @param password that of an exclusive grant; it is sent, and kept nowhere
 */
export function useStart(password: string, onStarted: (runId: string) => void) {
  const [run, { loading }] = useMutation(MonitorStartDocument);
  const unanswered = useStore(allUnanswered);
  const [nextId, setNextId] = useState(newRequestId);
  const [rejected, setRejected] = useState(NOTHING);

  /** What a start of this wish sends. */
  const toSend = (wish: string, planned: Request) =>
    withPassword(requestToSend(unanswered, wish, planned, nextId), password);

  function start(wish: string, planned: Request): void {
    if (loading) return;
    const isRepeated = allUnanswered.latest.has(wish);
    const request = requestToSend(allUnanswered.latest, wish, planned, nextId);
    const keep = (why: string | null) =>
      allUnanswered.update((known) => withUnanswered(known, wish, { request, why }));
    const forget = () => allUnanswered.update((known) => without(known, wish));
    keep(null);
    setRejected(NOTHING);
    setNextId(newRequestId());
    run({ variables: withPassword(request, password) })
      .then(({ data }) => {
        if (!data) return;
        forget();
        onStarted(data.runOperation.id);
      })
      .catch((error: Error) => {
        if (!isAnswer(error, isRepeated)) return keep(error.message);
        forget();
        // After what was repeated, the plan may have other slots.
        setRejected({ key: isRepeated ? wish : JSON.stringify(planned), password, message: error.message });
      });
  }

  /** The last start of this wish, if it may have begun a run. */
  const unansweredOf = (wish: string): Unanswered | undefined => unanswered.get(wish);
  /** Why the server has started nothing when this was started last; null if it has not said so. */
  const rejectionOf = (wish: string, planned: Request): string | null =>
    [wish, JSON.stringify(planned)].includes(rejected.key) && rejected.password === password
      ? rejected.message
      : null;
  return { toSend, start, unansweredOf, rejectionOf, isStarting: loading };
}

function isAnswer(error: Error, isRepeated: boolean): boolean {
  if (!CombinedGraphQLErrors.is(error)) return false;
  return isRejection(
    error.errors.map(({ extensions }) => extensions?.['code']),
    isRepeated,
  );
}

const NOTHING = { key: '', password: '', message: '' };
