import './stop-all.css';
import { useMutation } from '@apollo/client/react';
import { useEffect, useId, useRef } from 'react';
import { MonitorStopAllDocument } from '../generated/graphql.js';
import { Close } from '../shared/close.js';
import { useDeliberate } from '../shared/deliberate.js';
import { Modal } from '../shared/modal.js';
import type { SlotReading } from '../states/slot-state.js';
import { Instead, Report } from './report.js';
import { WhatRuns } from './what-runs.js';

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

/** Asks once whether to stop everything on these slots, and then shows the result for each slot. */
export function StopDialog(props: StopDialogProps) {
  const { readings, canSend, onClose } = props;
  const id = useId();
  const [stop, { data, error, called }] = useMutation(MonitorStopAllDocument);
  const send = () => {
    // By name, so that nothing stops that the page did not show.
    const streamIds = readings.map(({ slot }) => slot.instanceId);
    stop({ variables: { streamIds } }).catch(() => {});
  };
  return (
    <Modal labelledBy={id} className={called || !canSend ? 'report' : 'danger'} onClose={onClose}>
      {called ? (
        <Report
          id={id}
          slots={data?.stopAll.slots ?? null}
          error={error?.message ?? null}
          isConnected={canSend}
        />
      ) : canSend ? (
        <Question {...props} id={id} onAnswer={send} />
      ) : (
        <>
          <h2 id={id}>This page cannot stop the slots</h2>
          <p>This page is not connected.</p>
          <Instead />
        </>
      )}
      {(called || !canSend) && <Close onClose={onClose} />}
    </Modal>
  );
}

type QuestionProps = StopDialogProps & { readonly id: string; readonly onAnswer: () => void };

function Question({ id, title, answer, readings, onAnswer, onClose }: QuestionProps) {
  const isReady = useDeliberate();
  const head = useRef<HTMLHeadingElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  // No button has the focus before it counts: an early Enter must not close the question either.
  useEffect(() => (isReady ? button : head).current?.focus(), [isReady]);
  const busy = readings.filter(({ task, slot }) => task !== null || slot.state.streaming === true);
  return (
    <>
      <h2 ref={head} id={id} tabIndex={-1}>
        {title}
      </h2>
      <p>
        {busy.length === 0
          ? 'This page knows of no running operation.'
          : `${busy.length} ${busy.length === 1 ? 'slot is' : 'slots are'} busy: ${busy.map(({ name }) => name).join(', ')}.`}{' '}
        Waiting slots are not started any more, streams are stopped, and tasks are aborted if the agent can
        abort them.
      </p>
      <WhatRuns readings={readings} />
      <div className="answers">
        <span className="grow" />
        <button type="button" onClick={onClose}>
          Do nothing <kbd>Esc</kbd>
        </button>
        <button ref={button} type="button" className="red" disabled={!isReady} onClick={onAnswer}>
          {answer}
        </button>
      </div>
    </>
  );
}
