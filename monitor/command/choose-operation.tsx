import { type KeyboardEvent, useState } from 'react';
import { useSlotReadings } from '../context/context.js';
import { isDangerous } from '../runs/danger.js';
import { useSelection } from '../selection/selection.js';
import { firstSentence, purposeOf } from './docstring.js';
import { fillIn } from './fill-in.js';
import type { OperationSummary, Preset } from './model.js';
import { choose } from './open-close.js';

/** What people start most, in the order of an observation. The others follow by name. */
const COMMON = ['stream', 'take_noise', 'take_bias_steps', 'take_iv', 'bias_dets', 'uxm_relock', 'uxm_setup'];

export interface ChooseOperationProps {
  readonly operations: readonly OperationSummary[];
  readonly presets: readonly Preset[];
  /** An operation from the address that no slot has; null if there is none. */
  readonly wanted: string | null;
}

/** The operations of the chosen slots, with what they do. */
export function ChooseOperation({ operations, presets, wanted }: ChooseOperationProps) {
  const selected = useSelection();
  const readings = useSlotReadings();
  const [filter, setFilter] = useState('');
  const matches = (...texts: readonly (string | null)[]) =>
    texts.some((text) => text?.toLowerCase().includes(filter.trim().toLowerCase()));
  const having = ({ instances }: OperationSummary) =>
    instances.filter(({ instanceId }) => selected.has(instanceId)).length;
  const offered = operations
    .filter((operation) => selected.size === 0 || having(operation) > 0)
    .filter(({ name, docstring }) => matches(name, purposeOf(docstring)))
    .sort((a, b) => rank(a.name) - rank(b.name) || a.name.localeCompare(b.name));
  const shownPresets = presets.filter(({ name, operation, description }) =>
    matches(name, operation, description),
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys move through the list.
    <div className="in" onKeyDown={moveByArrows}>
      {wanted !== null && (
        <p role="alert" className="bad">
          No slot has the operation {wanted}.
        </p>
      )}
      <input
        type="search"
        aria-label="Filter the operations"
        placeholder="Filter, such as noise"
        // biome-ignore lint/a11y/noAutofocus: it has been opened to choose.
        autoFocus
        value={filter}
        onChange={({ target }) => setFilter(target.value)}
        onKeyDown={(event) => {
          const [first] = offered;
          if (event.key === 'Enter' && first) choose(first.name);
        }}
      />
      {shownPresets.length > 0 && (
        <>
          <h3>Presets</h3>
          <ul className="choices" aria-label="Presets">
            {shownPresets.map((preset) => (
              <Choice
                key={preset.id}
                title={preset.name}
                purpose={preset.description ?? preset.operation}
                onChoose={() =>
                  fillIn(
                    preset,
                    readings.map(({ slot }) => slot),
                  )
                }
              />
            ))}
          </ul>
        </>
      )}
      <h3>
        Operations <span>{selected.size === 0 ? 'of all slots' : 'of the selected slots'}</span>
      </h3>
      <ul className="choices" aria-label="Operations">
        {offered.map((operation) => (
          <Choice
            key={operation.id}
            title={operation.name}
            purpose={firstSentence(purposeOf(operation.docstring))}
            remark={
              having(operation) < selected.size
                ? `on ${having(operation)} of ${selected.size} slots`
                : isDangerous(operation.name)
                  ? 'needs confirmation'
                  : null
            }
            onChoose={() => choose(operation.name)}
          />
        ))}
      </ul>
      {offered.length === 0 && <p className="quiet">No operation matches.</p>}
    </div>
  );
}

function rank(operation: string): number {
  const place = COMMON.indexOf(operation);
  return place === -1 ? COMMON.length : place;
}

interface ChoiceProps {
  readonly title: string;
  readonly purpose: string;
  readonly remark?: string | null;
  readonly onChoose: () => void;
}

function Choice({ title, purpose, remark, onChoose }: ChoiceProps) {
  return (
    <li>
      <button type="button" onClick={onChoose}>
        <b>{title}</b> <span>{purpose}</span> {remark && <em>{remark}</em>}
      </button>
    </li>
  );
}

function moveByArrows(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const places = [...event.currentTarget.querySelectorAll('input, .choices button')];
  const next = places[places.findIndex((place) => place.contains(document.activeElement)) + step];
  if (next instanceof HTMLElement) next.focus();
  event.preventDefault();
}
