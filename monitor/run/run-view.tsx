import './run.css';
import { useMemo } from 'react';
import { useParam } from '../location/location.js';
import type { RunProgress } from '../runs/run-model.js';
import { useRun } from '../runs/use-run.js';
import { Cells } from './cells.js';
import { LastMessages } from './last-messages.js';
import { RunHead } from './run-head.js';
import { Skipped } from './skipped.js';
import { SlotTable } from './slot-table.js';
import { useDetails } from './use-details.js';
import { useMessages } from './use-messages.js';

/** A run as it goes, and how it ended. */
export function RunView() {
  const id = useParam('id') ?? '';
  const { run, error } = useRun(id);
  return (
    <div className="run-page">
      {error !== null && (
        <p role="alert" className="bad">
          {error}
        </p>
      )}
      {run && <RunPage key={run.id} run={run} />}
    </div>
  );
}

function RunPage({ run }: { readonly run: RunProgress }) {
  const text = useParam('unfold');
  const unfolded = useMemo(() => new Set(text?.split(',')), [text]);
  const { details, error } = useDetails(run, unfolded);
  const messages = useMessages(run, unfolded, details);
  return (
    <>
      <RunHead run={run} />
      <Cells run={run} />
      {error !== null && (
        <p role="alert" className="bad">
          The details cannot be read: {error}
        </p>
      )}
      <SlotTable {...{ run, unfolded, details, messages }} />
      <Skipped slots={run.skipped} />
      <LastMessages slots={run.slots} messages={messages} />
    </>
  );
}
