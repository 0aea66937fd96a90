import { useMutation } from '@apollo/client/react';
import { useRef } from 'react';
import { MonitorRunDocument } from '../generated/graphql.js';
import type { Request } from './use-plan.js';

/**
 * Gives one request id to each intention: the same request has the same id until it has been answered, so that a click
 * that is repeated, or an answer that was lost, never starts it twice.
 */
export function useStart(onStarted: (runId: string) => void) {
  const [run, { loading, error }] = useMutation(MonitorRunDocument);
  const intention = useRef({ key: '', requestId: '' });

  function withId(request: Request): Request {
    const key = JSON.stringify(request);
    if (intention.current.key !== key) intention.current = { key, requestId: newId() };
    return { ...request, options: { ...request.options, requestId: intention.current.requestId } };
  }

  function start(request: Request): void {
    if (loading) return;
    run({ variables: withId(request) })
      .then(({ data }) => data && onStarted(data.runOperation.id))
      // The error is shown.
      .catch(() => {});
  }
  return { withId, start, isStarting: loading, error };
}

/** Not `crypto.randomUUID`: browsers have that only with HTTPS. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `monitor-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
