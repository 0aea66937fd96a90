import { memo, useId, useState } from 'react';
import type { Draft } from './draft.js';
import type { Entries, Values } from './entries.js';
import { Fields } from './fields.js';
import { OPTION_FIELDS, optionsInWords } from './option-fields.js';

export interface OptionsProps {
  readonly entries: Entries;
  readonly values: Values;
  readonly complaints: ReadonlyMap<string, string>;
  /** The password of the exclusive grant. It is kept nowhere: not in the address either. */
  readonly password: string;
  readonly onEdit: (change: Partial<Draft>) => void;
  readonly onPassword: (password: string) => void;
}

/** How the run is done, in one line that unfolds. It unfolds by itself where something is wrong. */
export const Options = memo(function Options(props: OptionsProps) {
  const { entries, values, complaints, password, onEdit, onPassword } = props;
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const isWrong = [...complaints.keys()].some((place) => place.startsWith('options.'));
  return (
    <details
      className="fold"
      open={isOpen || isWrong}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>
        <b>Options</b> {isWrong && <strong>▲ to be corrected</strong>} <span>{optionsInWords(values)}</span>
      </summary>
      <Fields
        fields={OPTION_FIELDS}
        {...{ entries, complaints }}
        place="options."
        onChange={(options) => onEdit({ options })}
      />
      {entries.has('exclusive') && (
        <div className="field set">
          <label htmlFor={id}>password</label>
          <div className="control">
            <input
              id={id}
              type="password"
              autoComplete="off"
              value={password}
              onChange={({ target }) => onPassword(target.value)}
            />
          </div>
          <p>The password of the grant, if the grant has one. The password is not stored.</p>
        </div>
      )}
    </details>
  );
});
