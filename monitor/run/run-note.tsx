import { useState } from 'react';
import { Link } from 'wouter';
import { Question } from '../actions/question.js';
import { useMonitor } from '../context.js';
import { MonitorAnnotateDocument } from '../generated/graphql.js';
import { hrefOf } from '../location/location.js';
import type { RunProgress } from './run-model.js';

/** The note and the labels of a run, which can be changed at any time. */
export function RunNote({ run }: { readonly run: RunProgress }) {
  const [isOpen, setOpen] = useState(false);
  const { note, labels } = run;
  return (
    <div className="run-note">
      {note === null ? <span className="quiet">No note</span> : <span>{note}</span>}
      {labels.map((label) => (
        <Link key={label} href={hrefOf('runs', { label })} className="label">
          {label}
        </Link>
      ))}
      <button type="button" className="link" onClick={() => setOpen(true)}>
        Change the note or the labels…
      </button>
      {isOpen && <Edit run={run} onClose={() => setOpen(false)} />}
    </div>
  );
}

function Edit({ run, onClose }: { readonly run: RunProgress; readonly onClose: () => void }) {
  const { client } = useMonitor();
  const [note, setNote] = useState(run.note ?? '');
  const [labels, setLabels] = useState(run.labels.join(' '));
  const send = () =>
    client.mutate({
      mutation: MonitorAnnotateDocument,
      variables: { id: run.id, note, labels: labels.split(/[\s,]+/).filter(Boolean) },
      fetchPolicy: 'no-cache',
    });
  return (
    <Question title="Note and labels" answer="Keep" onAnswer={send} onClose={onClose}>
      <label>
        Note
        <textarea rows={3} maxLength={1000} value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
      <label>
        Labels, with spaces between them
        <input value={labels} onChange={(event) => setLabels(event.target.value)} />
      </label>
    </Question>
  );
}
