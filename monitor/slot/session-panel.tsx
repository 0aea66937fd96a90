import { useLayoutEffect, useRef } from 'react';
import { useFollowed } from '../context/use-live.js';
import { MonitorSlotSessionDocument, type MonitorSlotSessionSubscription } from '../generated/graphql.js';
import { Moment } from '../shared/moment.js';
import { STATUS_WORDS } from '../states/outcome.js';
import { statusOf } from '../states/session-status.js';
import { JsonTree } from './json-tree.js';
import type { Session } from './session-words.js';

type SessionDetail = MonitorSlotSessionSubscription['sessionUpdates']['session'];

const latest = (_: SessionDetail | null, { sessionUpdates }: MonitorSlotSessionSubscription) =>
  sessionUpdates.session;

export interface SessionPanelProps {
  readonly instanceId: string;
  readonly session: Session;
}

/** The messages of one session as they come, and its data. Only the data of this one session are sent to the page. */
export function SessionPanel({ instanceId, session }: SessionPanelProps) {
  const { operation, endTime, startTime } = session;
  const variables = { id: instanceId, operation };
  const detail = useFollowed<MonitorSlotSessionSubscription, typeof variables, SessionDetail | null>(
    MonitorSlotSessionDocument,
    variables,
    null,
    latest,
  );
  if (detail?.id !== session.id) return null;
  return (
    <>
      <section aria-labelledby="messages-title">
        <h3 id="messages-title">
          Messages{' '}
          <small>
            {operation} {detail.sessionId}, {STATUS_WORDS[statusOf(session)].toLowerCase()}{' '}
            {endTime === null && 'since '}
            <Moment time={endTime ?? startTime} /> UTC
          </small>
        </h3>
        <Messages messages={detail.messages} />
      </section>
      <section aria-labelledby="data-title">
        <h3 id="data-title">
          Session data{' '}
          <small>
            {operation} {detail.sessionId}
          </small>
        </h3>
        <JsonTree
          label={`Data of ${operation}`}
          data={detail.data}
          fileName={`${instanceId}-${operation}-${detail.sessionId}`}
        />
      </section>
    </>
  );
}

/** The newest last. It stays at the end, unless the reader has scrolled back. */
function Messages({ messages }: { readonly messages: SessionDetail['messages'] }) {
  const list = useRef<HTMLOListElement>(null);
  const isAtEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each new message.
  useLayoutEffect(() => {
    if (list.current && isAtEnd.current) list.current.scrollTop = list.current.scrollHeight;
  }, [messages]);
  return (
    <ol
      ref={list}
      className="messages"
      aria-label="Messages of the session"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard.
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < 8;
      }}
    >
      {messages.map(({ time, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: equal messages can come in the same millisecond.
        <li key={`${time} ${index}`}>
          <Moment time={time} /> <span>{text}</span>
        </li>
      ))}
    </ol>
  );
}
