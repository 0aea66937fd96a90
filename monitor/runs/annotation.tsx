import './annotation.css';
import { useMutation } from '@apollo/client/react';
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import { useMay } from '../context/viewer.js';
import { MonitorAnnotateDocument } from '../generated/graphql.js';
import { ToView } from '../location/links.js';

/** A run as far as people have written to it. */
export interface Annotated {
  readonly id: string;
  readonly note: string | null;
  readonly labels: readonly string[];
}

export interface AnnotationProps {
  readonly run: Annotated;
  /** What is edited, for the name of the button: `take_noise at 04:10:02`. */
  readonly title: string;
}

/** The note and the labels of a run, and a form to change them in place. */
export function Annotation({ run, title }: AnnotationProps) {
  /** Null until the form has been opened for the first time. */
  const [isOpen, setOpen] = useState<boolean | null>(null);
  const mayEdit = useMay('OPERATOR');
  if (isOpen) return <AnnotationForm run={run} title={title} onClose={() => setOpen(false)} />;
  const isEmpty = run.note === null && run.labels.length === 0;
  return (
    <span className="annotation">
      {run.note && <q>{run.note}</q>}
      {run.labels.map((label) => (
        <ToView key={label} view="runs" params={{ label }} className="label">
          {label}
        </ToView>
      ))}
      {mayEdit && (
        <button
          type="button"
          // biome-ignore lint/a11y/noAutofocus: the form was here, and had the focus.
          autoFocus={isOpen === false}
          aria-label={`${isEmpty ? 'Add a note to' : 'Edit the note of'} ${title}`}
          onClick={() => setOpen(true)}
        >
          {isEmpty ? 'Add a note' : 'Edit'}
        </button>
      )}
    </span>
  );
}

function AnnotationForm({ run, title, onClose }: AnnotationProps & { readonly onClose: () => void }) {
  const [note, setNote] = useState(run.note ?? '');
  const [labels, setLabels] = useState(run.labels.join(' '));
  const [annotate, { error, loading }] = useMutation(MonitorAnnotateDocument, { fetchPolicy: 'no-cache' });
  const save = (event: FormEvent) => {
    event.preventDefault();
    const variables = { id: run.id, note: note.trim(), labels: labels.split(/[\s,]+/).filter(Boolean) };
    // The error stands in the form.
    void annotate({ variables }).then(onClose, () => {});
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onClose();
  };
  return (
    <form
      className="annotate"
      aria-label={`Note and labels of ${title}`}
      onSubmit={save}
      onKeyDown={onKeyDown}
    >
      <label>
        Note
        {/* biome-ignore lint/a11y/noAutofocus: the person has just asked for this form. */}
        <input value={note} maxLength={1000} autoFocus onChange={(event) => setNote(event.target.value)} />
      </label>
      <label>
        Labels, with spaces between
        <input value={labels} onChange={(event) => setLabels(event.target.value)} />
      </label>
      <button type="submit" className="button" disabled={loading}>
        Save
      </button>
      <button type="button" className="button" onClick={onClose}>
        Cancel
      </button>
      {error && (
        <p role="alert" className="bad">
          {error.message}
        </p>
      )}
    </form>
  );
}
