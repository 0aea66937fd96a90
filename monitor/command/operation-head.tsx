import { useEffect, useRef } from 'react';
import { useSlotReadings } from '../context/context.js';
import { setParams } from '../location/location.js';
import { duration } from '../shared/duration.js';
import { purposeOf } from './docstring.js';
import { fillIn } from './fill-in.js';
import type { Described } from './model.js';

/** Which operation, what it does, and usual parameters for it. */
export function OperationHead({ operation }: { readonly operation: Described }) {
  const { name, docstring, presets, lastParams, lastMs } = operation;
  const readings = useSlotReadings();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <>
      <button ref={button} type="button" className="pick" onClick={() => setParams({ command: 'choose' })}>
        <b>{name}</b>
        <span>{kindInWords(operation)}</span>
        <em>{lastMs !== null && `took ${duration(lastMs)} last time`}</em>
        <span className="hidden">choose another operation</span>
        <span aria-hidden="true">⌄</span>
      </button>
      {docstring !== null && (
        <details className="doc">
          <summary>{purposeOf(docstring)}</summary>
          <pre>{docstring}</pre>
        </details>
      )}
      <p className="presets">
        {presets.map((preset) => (
          <button
            key={preset.id}
            type="button"
            title={preset.description ?? undefined}
            onClick={() =>
              fillIn(
                preset,
                readings.map(({ slot }) => slot),
              )
            }
          >
            {preset.name}
          </button>
        ))}
        {lastParams !== null && (
          <button type="button" onClick={() => setParams({ params: JSON.stringify(lastParams) })}>
            parameters of the last run
          </button>
        )}
      </p>
    </>
  );
}

function kindInWords({ type, abortable }: Described): string {
  if (type === 'PROCESS') return 'process, runs until it is stopped';
  return abortable === null ? 'task' : `task, ${abortable ? 'can' : 'cannot'} be aborted`;
}
