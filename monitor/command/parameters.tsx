import { memo } from 'react';
import type { Draft } from './draft.js';
import { addressOf, readDraft } from './draft.js';
import { entriesOf } from './entries.js';
import { Fields } from './fields.js';
import { kindIn } from './fields-of.js';
import type { Field } from './model.js';
import { PerSlot } from './per-slot.js';

export interface ParametersProps {
  readonly fields: readonly Field[];
  readonly draft: Draft;
  readonly complaints: ReadonlyMap<string, string>;
  /** What the server says about the names of the parameters. */
  readonly remarks: readonly string[];
  readonly hasSlots: boolean;
  readonly onEdit: (change: Partial<Draft>) => void;
}

/** The parameters, as fields or as one JSON text, and those of single slots. */
export const Parameters = memo(function Parameters(props: ParametersProps) {
  const { fields, draft, complaints, remarks, hasSlots, onEdit } = props;
  const { json, params, perSlot } = draft;
  const complaint = complaints.get('params');
  const toFields = () => onEdit({ json: null, params: entriesOf(readDraft(draft).params, kindIn(fields)) });
  return (
    <section aria-label="Parameters">
      <h3>
        Parameters{' '}
        <span>
          {fields.length === 0 ? 'the operation has none' : 'only the parameters that you set are sent'}
        </span>
        <button
          type="button"
          className="aside"
          aria-pressed={json !== null}
          onClick={() => (json === null ? onEdit({ json: addressOf(draft).params ?? '{}' }) : toFields())}
        >
          As JSON
        </button>
        <button
          type="button"
          disabled={!hasSlots}
          onClick={() => onEdit({ perSlot: [...perSlot, { slots: [], text: '{}' }] })}
        >
          Different per slot
        </button>
      </h3>
      {[...(complaint ? [complaint] : []), ...remarks].map((message) => (
        <p key={message} role="alert" className="rejected">
          {message}
        </p>
      ))}
      {json === null ? (
        <Fields
          {...{ fields, complaints }}
          entries={params}
          place="params."
          onChange={(next) => onEdit({ params: next })}
        />
      ) : (
        <textarea
          className="code whole"
          aria-label="All parameters as JSON"
          aria-invalid={complaint !== undefined}
          rows={5}
          spellCheck={false}
          value={json}
          onChange={({ target }) => onEdit({ json: target.value })}
        />
      )}
      {perSlot.length > 0 && (
        <PerSlot {...{ perSlot, complaints }} onChange={(next) => onEdit({ perSlot: next })} />
      )}
    </section>
  );
});
