import { useEffect, useRef, useState } from 'react';
import type { MonitorStopAllMutation } from '../generated/graphql.js';
import { nameOf } from '../live/model.js';
import { ServerText } from '../shared/server-text.js';
import { unansweredText } from './unanswered.js';

/** Longest wait for an answer, in milliseconds. The server itself waits 20 s for the slots. */
const ANSWER_MS = 30_000;

export interface ReportProps {
  /** The id of the heading. */
  readonly id: string;
  readonly slots: readonly StoppedSlot[] | null;
  readonly error: string | null;
  readonly isConnected: boolean;
}

/** What became of a stop that was sent. It stays, whatever becomes of the connection. */
export function Report({ id, slots, error, isConnected }: ReportProps) {
  const isWaiting = slots === null && error === null;
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ANSWER_MS);
    return () => clearTimeout(timer);
  }, []);
  const unanswered = isWaiting ? unansweredText({ isConnected, isLate }) : null;
  return (
    <>
      <ReportHead id={id}>
        {!isWaiting ? 'What became of it' : isLate ? 'Not confirmed' : 'Stopping …'}
      </ReportHead>
      {error !== null && (
        <p role="alert" className="bad">
          The stop was not confirmed: {error}
        </p>
      )}
      {unanswered !== null && (
        <p role="alert" className="bad">
          {unanswered}
        </p>
      )}
      {(error ?? unanswered) !== null && <Instead />}
      {slots !== null && <Results slots={slots} />}
    </>
  );
}

/** How to stop without this page. */
export function Instead() {
  return (
    <>
      <p>On the server's machine, or any other that reaches it:</p>
      <pre>multismurf stop-all</pre>
    </>
  );
}

type StoppedSlot = MonitorStopAllMutation['stopAll']['slots'][number];

/** What could not be stopped comes first. */
const ORDER: readonly StoppedSlot['status'][] = [
  'UNREACHABLE',
  'GOES_ON',
  'STOPPING',
  'STOPPED',
  'NOTHING_RUNNING',
];

const SAID: Readonly<Record<StoppedSlot['status'], string>> = {
  UNREACHABLE: 'Not reached',
  GOES_ON: 'Goes on',
  STOPPING: 'Still stopping',
  STOPPED: 'Stopped',
  NOTHING_RUNNING: 'Nothing was running',
};

function Results({ slots }: { readonly slots: readonly StoppedSlot[] }) {
  const sorted = [...slots].sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
  return (
    <ul className="stopped" aria-label="Slots">
      {sorted.map((slot) => (
        <li key={slot.id} className={ORDER.indexOf(slot.status) < 2 ? 'bad' : undefined}>
          <b>{nameOf(slot)}</b> <span>{SAID[slot.status]}</span> <span>{slot.operations.join(', ')}</span>
          {slot.reason && (
            <p>
              <ServerText text={slot.reason} />
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

/** The pressed button has gone, so the focus is here: another Enter does nothing, and Tab leads to Close. */
function ReportHead({ id, children }: { readonly id: string; readonly children: string }) {
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), []);
  return (
    <h2 ref={head} id={id} tabIndex={-1}>
      {children}
    </h2>
  );
}
