import { useId } from 'react';
import type { Entry } from './entries.js';
import type { Field } from './model.js';

export interface FieldRowProps {
  readonly field: Field;
  /** What has been written; undefined while the field is not set. */
  readonly entry: Entry | undefined;
  /** What is wrong with it; undefined if nothing is. */
  readonly complaint: string | undefined;
  /** Undefined unsets the field. */
  readonly onChange: (entry: Entry | undefined) => void;
}

/** A field with its hint. Only one that is set is sent, so it has an edge, and a cross that unsets it. */
export function FieldRow({ field, entry, complaint, onChange }: FieldRowProps) {
  const id = useId();
  const { name, type, byDefault, hint, isRequired } = field;
  return (
    <div className={entry ? 'field set' : 'field'} data-field={name}>
      <label htmlFor={id}>
        {name}
        <small>{type}</small>
      </label>
      <div className="control">
        <Control {...{ id, field, entry, onChange }} isWrong={complaint !== undefined} />
        {entry ? (
          <button type="button" aria-label={`Do not send ${name}`} onClick={() => onChange(undefined)}>
            ✕
          </button>
        ) : (
          <span className={isRequired ? 'needed' : undefined}>{isRequired ? 'required' : 'not sent'}</span>
        )}
      </div>
      <p id={`${id}-hint`}>
        {complaint !== undefined && <strong role="alert">{complaint} </strong>}
        {hint} {entry && byDefault !== '' && `Default: ${byDefault}.`}
      </p>
    </div>
  );
}

type ControlProps = Omit<FieldRowProps, 'complaint'> & { readonly id: string; readonly isWrong: boolean };

function Control({ id, field, entry, isWrong, onChange }: ControlProps) {
  const kind = entry?.kind ?? field.kind;
  const text = entry?.text ?? '';
  const change = (next: string) => onChange({ kind, text: next });
  const common = {
    id,
    value: text,
    'aria-describedby': `${id}-hint`,
    'aria-invalid': isWrong,
  };
  if (kind === 'yesNo')
    return (
      <select
        {...common}
        onChange={({ target }) => (target.value === '' ? onChange(undefined) : change(target.value))}
      >
        <option value="">{field.byDefault}</option>
        <option value="true">true</option>
        <option value="false">false</option>
      </select>
    );
  const typed = {
    ...common,
    placeholder: field.byDefault,
    autoComplete: 'off',
    spellCheck: false,
    onChange: ({ target }: { readonly target: { readonly value: string } }) => change(target.value),
  };
  if (kind === 'json' || kind === 'object') return <textarea {...typed} className="code" rows={1} />;
  return <input {...typed} inputMode={kind === 'number' || kind === 'integer' ? 'decimal' : 'text'} />;
}
