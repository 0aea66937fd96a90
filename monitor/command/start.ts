import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { useMutation } from '@apollo/client/react';
import { useRef, useState } from 'react';
import { MonitorStartDocument } from '../generated/graphql.js';
import { newRequestId } from '../shared/request-id.js';
import type { Request } from './use-plan.js';

/** Why a start was not confirmed. */
export interface Failure {
  readonly message: string;
  /** The server has answered that it started nothing. Otherwise it may have started. */
  readonly isRejection: boolean;
}

/**
 * Gives one request id to each intention: the same request has the same id until it has been answered, so that a click
 * that is repeated, or an answer that was lost, never starts it twice.
 */
export function useStart(onStarted: (runId: string) => void) {
  const [run, { loading }] = useMutation(MonitorStartDocument);
  const [failed, setFailed] = useState<Failure & { readonly key: string }>();
  const intention = useRef({ key: '', requestId: '' });

  function withId(request: Request): Request {
    const key = JSON.stringify(request);
    if (intention.current.key !== key) intention.current = { key, requestId: newRequestId() };
    return { ...request, options: { ...request.options, requestId: intention.current.requestId } };
  }

  function start(request: Request): void {
    if (loading) return;
    run({ variables: withId(request) })
      .then(({ data }) => data && onStarted(data.runOperation.id))
      .catch((error: Error) => {
        const isRejection = CombinedGraphQLErrors.is(error);
        setFailed({ message: error.message, isRejection, key: JSON.stringify(request) });
      });
  }

  /** Of the last start of this request; undefined if it has not failed. */
  function failureOf(request: Request): Failure | undefined {
    return failed?.key === JSON.stringify(request) ? failed : undefined;
  }
  return { withId, start, failureOf, isStarting: loading };
}
