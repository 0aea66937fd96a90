import { useEffect, useRef, useState } from 'react';
import type { MonitorStopAllMutation } from '../generated/graphql.js';
import { serverAddress } from '../shared/site.js';
import { utc } from '../shared/utc.js';
import { StatusSign } from '../states/outcome.js';
import { Sign } from '../states/sign.js';
import { StoppedLine, type StoppedLineProps } from './stopped-line.js';
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

/** The result of a stop that was sent. The report stays also if the connection is lost. */
export function Report({ id, slots, error, isConnected }: ReportProps) {
  const isWaiting = slots === null && error === null;
  const [isLate, setLate] = useState(false);
  const [askedAt] = useState(() => Date.now());
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ANSWER_MS);
    return () => clearTimeout(timer);
  }, []);
  const unanswered = isWaiting ? unansweredText({ isConnected, isLate }) : null;
  return (
    <>
      <ReportHead id={id}>
        {slots !== null ? countText(slots) : isLate || error !== null ? 'Not confirmed' : 'Stopping …'}
      </ReportHead>
      <p>Stop requested at {utc(askedAt)} UTC.</p>
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

/** How to stop without this page. An address such as `localhost` does not lead to the server from another machine. */
export function Instead() {
  const { url, isLoopback } = serverAddress();
  return (
    <>
      <p>
        Run this on the machine of the server
        {isLoopback ? ':' : ', or on another machine that can reach the server:'}
      </p>
      <pre>multismurf stop-all --server {url}</pre>
    </>
  );
}

type StoppedSlot = MonitorStopAllMutation['stopAll']['slots'][number];

interface Fate extends Pick<StoppedLineProps, 'word' | 'sign' | 'look'> {
  readonly status: StoppedSlot['status'];
}

/** What could not be stopped comes first. */
const FATES: readonly Fate[] = [
  { status: 'UNREACHABLE', word: 'Not reached', sign: <StatusSign status="UNREACHABLE" />, look: 'bad' },
  { status: 'GOES_ON', word: 'Still running', sign: <Sign state="degraded" />, look: 'warn' },
  { status: 'STOPPING', word: 'Still stopping', sign: <StatusSign status="STOPPING" /> },
  { status: 'STOPPED', word: 'Stopped', sign: <StatusSign status="SUCCEEDED" /> },
  { status: 'NOTHING_RUNNING', word: 'Nothing was running', sign: <Sign state="idle" />, look: 'quiet' },
];

/** How many of the slots on which something ran have stopped. */
function countText(slots: readonly StoppedSlot[]): string {
  const busy = slots.filter(({ status }) => status !== 'NOTHING_RUNNING');
  const stopped = busy.filter(({ status }) => status === 'STOPPED');
  return busy.length === 0 ? 'Nothing was running' : `${stopped.length} of ${busy.length} stopped`;
}

function Results({ slots }: { readonly slots: readonly StoppedSlot[] }) {
  return (
    <ul className="stopped" aria-label="Slots">
      {FATES.flatMap(({ status, word, sign, look }) =>
        slots
          .filter((slot) => slot.status === status)
          .map((slot) => (
            <StoppedLine
              key={slot.id}
              {...{ slot, sign, look }}
              word={`${word} ${slot.operations.join(', ')}`}
            />
          )),
      )}
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
