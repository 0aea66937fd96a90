import type { Entries } from './entries.js';
import { FieldRow } from './field.js';
import type { Field } from './model.js';

export interface FieldsProps {
  readonly fields: readonly Field[];
  readonly entries: Entries;
  /** What is wrong, by place. */
  readonly complaints: ReadonlyMap<string, string>;
  /** Where these fields are in `complaints`, such as `params.`. */
  readonly place: string;
  readonly onChange: (entries: Entries) => void;
}

/** Fields, and a row of JSON for each value that has no field of its own, such as one from a link. */
export function Fields({ fields, entries, complaints, place, onChange }: FieldsProps) {
  const others = [...entries.keys()].filter((name) => fields.every((field) => field.name !== name));
  return [...fields, ...others.map(unknownField)].map((field) => (
    <FieldRow
      key={field.name}
      field={field}
      entry={entries.get(field.name)}
      complaint={complaints.get(`${place}${field.name}`)}
      onChange={(entry) => {
        const next = new Map(entries);
        if (entry) next.set(field.name, entry);
        else next.delete(field.name);
        onChange(next);
      }}
    />
  ));
}

function unknownField(name: string): Field {
  const hint = 'Not described by the agent.';
  return { name, type: null, kind: 'json', byDefault: '', hint, isRequired: false };
}
