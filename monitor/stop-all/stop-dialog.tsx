import { ServerText } from '../shared/server-text.js';
import './stop-all.css';
import { useMutation } from '@apollo/client/react';
import { useEffect, useId, useRef, useState } from 'react';
import { MonitorStopAllDocument, type MonitorStopAllMutation } from '../generated/graphql.js';
import { nameOf } from '../live/model.js';
import { Modal } from '../shared/modal.js';
import type { SlotReading } from '../states/slot-state.js';

/** A doubled key must not stop the telescope: Enter counts only after this time, in milliseconds. */
const DELIBERATE_MS = 400;

export interface StopDialogProps {
  readonly title: string;
  /** The words of the red button. */
  readonly answer: string;
  /** The slots to stop. */
  readonly readings: readonly SlotReading[];
  /** False without a connection: the page then says how to stop instead. */
  readonly canSend: boolean;
  readonly onClose: () => void;
}

/** Asks once whether to stop everything on these slots, and then shows slot by slot what became of it. */
export function StopDialog(props: StopDialogProps) {
  const id = useId();
  return (
    <Modal labelledBy={id} onClose={props.onClose}>
      <Question {...props} id={id} />
    </Modal>
  );
}

function Question({
  id,
  title,
  answer,
  readings,
  canSend,
  onClose,
}: StopDialogProps & { readonly id: string }) {
  const [stop, { data, error, loading }] = useMutation(MonitorStopAllDocument);
  const [isReady, setReady] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const timer = setTimeout(() => setReady(true), DELIBERATE_MS);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    if (isReady) button.current?.focus();
  }, [isReady]);
  const busy = readings.filter(({ task, slot }) => task !== null || slot.state.streaming === true);
  const send = () => {
    // By name, so that nothing stops that the page did not show.
    const streamIds = readings.map(({ slot }) => slot.instanceId);
    stop({ variables: { streamIds } }).catch(() => {});
  };
  if (!canSend)
    return (
      <>
        <h2 id={id}>Cannot stop from here</h2>
        <p>This page is not connected. On the server's machine, or any other that reaches it:</p>
        <pre>multismurf stop-all</pre>
        <Close onClose={onClose} />
      </>
    );
  if (loading || data || error)
    return (
      <>
        <ReportHead id={id}>{loading ? 'Stopping …' : 'What became of it'}</ReportHead>
        {error && (
          <p role="alert" className="bad">
            The stop was not confirmed: {error.message}
          </p>
        )}
        {data && <Results slots={data.stopAll.slots} />}
        <Close onClose={onClose} />
      </>
    );
  return (
    <>
      <h2 id={id}>{title}</h2>
      <p>
        {busy.length === 0
          ? 'No slot runs anything that this page knows of.'
          : `${busy.length} ${busy.length === 1 ? 'slot is' : 'slots are'} busy: ${busy.map(({ name }) => name).join(', ')}.`}{' '}
        Waiting slots are not started any more, streams are stopped, and tasks are aborted where that is
        possible.
      </p>
      <div className="answers">
        <button
          ref={button}
          type="button"
          className="red"
          disabled={!isReady}
          onClick={send}
          onKeyDown={(event) => event.repeat && event.preventDefault()}
        >
          {answer}
        </button>
        <button type="button" onClick={onClose}>
          Leave it as it is
        </button>
      </div>
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

function Close({ onClose }: { readonly onClose: () => void }) {
  return (
    <div className="answers">
      <button type="button" onClick={onClose}>
        Close
      </button>
    </div>
  );
}
