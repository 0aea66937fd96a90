import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useSlotReadings } from '../context/context.js';
import { counted } from '../shared/counted.js';
import { Modal } from '../shared/modal.js';
import { ServerText } from '../shared/server-text.js';
import { useNow } from '../shared/ticking.js';
import { Sign } from '../states/sign.js';
import { purposeOf } from './docstring.js';
import { doesNow } from './does-now.js';
import type { Described } from './model.js';
import { optionsInWords } from './option-fields.js';
import type { PlanRow } from './plan-rows.js';
import type { Request } from './use-plan.js';

export interface ConfirmStartProps {
  readonly operation: Described;
  readonly rows: readonly PlanRow[];
  readonly request: Request;
  readonly onStart: (request: Request) => void;
  readonly onCancel: () => void;
}

/** The title names this many slots. All are named below. */
const NAMED = 3;
const LIST = new Intl.ListFormat('en');

/** The one question before something dangerous. Its slots are those of the moment in which it appeared. */
export function ConfirmStart({ operation, rows, request, onStart, onCancel }: ConfirmStartProps) {
  const [asked] = useState({ rows, request });
  const cancel = useRef<HTMLButtonElement>(null);
  const readings = useSlotReadings();
  const now = useNow();
  useEffect(() => cancel.current?.focus(), []);
  const commanded = asked.rows.filter(({ isCommanded }) => isCommanded);
  const others = asked.rows.filter(({ isCommanded }) => !isCommanded);
  const count = counted(commanded.length, 'slot');
  const names = commanded.map((row) => row.name);
  const { name, docstring, abortable } = operation;
  return (
    <Modal labelledBy="confirm-title" className="danger" onClose={onCancel}>
      <h2 id="confirm-title">
        Start {name} on {names.length <= NAMED ? LIST.format(names) : count}?
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so people with a keyboard must be able to reach it. */}
      <section className="what" aria-label="What will be started" tabIndex={0}>
        <p>
          {purposeOf(docstring)} {abortable === false && 'The operation cannot be aborted.'}
        </p>
        <ul className="named" aria-label="Will be commanded">
          {commanded.map(({ instanceId, name: slot, reasons, ownParams }) => {
            const reading = readings.find((one) => one.slot.instanceId === instanceId);
            return (
              <li
                key={instanceId}
                data-state={reading?.state}
                className={reasons.length > 0 ? 'blocked' : undefined}
              >
                {reading && <Sign state={reading.state} />}
                <b>{slot}</b> <span>{reading && doesNow(reading, now)}</span>
                {ownParams !== null && <code>{ownParams}</code>}
                {reasons.length > 0 && (
                  <p className="rejected">
                    May fail: <ServerText text={reasons.join(' ')} />
                  </p>
                )}
              </li>
            );
          })}
        </ul>
        {others.length > 0 && (
          <>
            <h3>
              Will not be commanded{' '}
              <span>
                {others.length} of the {asked.rows.length} selected
              </span>
            </h3>
            <ul className="others" aria-label="Will not be commanded">
              {others.map(({ instanceId, name: slot, reasons }) => (
                <li key={instanceId}>
                  <span aria-hidden="true">▲</span> <b>{slot}</b> <ServerText text={reasons.join(' ')} />
                </li>
              ))}
            </ul>
          </>
        )}
        <h3>Will be sent</h3>
        <pre>{JSON.stringify(asked.request.params)}</pre>
        <p>Options: {optionsInWords({ ...asked.request.options })}.</p>
      </section>
      <div className="answers">
        <p>The request names these slots. No other slot is commanded.</p>
        <button ref={cancel} type="button" onClick={onCancel} onKeyDown={ignoreEnter}>
          Cancel <kbd>Esc</kbd>
        </button>
        <button
          type="button"
          className="red"
          onClick={() => onStart(asked.request)}
          onKeyDown={(event) => event.repeat && event.preventDefault()}
        >
          Start on {count}
        </button>
      </div>
    </Modal>
  );
}

/** Enter does nothing until somebody has moved to the red button. */
function ignoreEnter(event: KeyboardEvent): void {
  if (event.key === 'Enter') event.preventDefault();
}
