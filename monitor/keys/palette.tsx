import { useQuery } from '@apollo/client/react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useMonitor, useSlotReadings } from '../context/context.js';
import { useMay } from '../context/viewer.js';
import { MonitorOperationNamesDocument } from '../generated/graphql.js';
import { useSelection } from '../selection/selection.js';
import { commands } from '../shared/commands.js';
import { Modal } from '../shared/modal.js';
import { useStore } from '../shared/store.js';
import { type Entry, findEntries } from './entries.js';

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

/** Finds everything that can be done and opened, by a few letters of its name. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const [query, setQuery] = useState('');
  const [place, setPlace] = useState(0);
  const { entries, problem } = useEntries(query);
  const id = useId();
  // The list can become shorter while a person looks at it.
  const active = Math.min(place, entries.length - 1);

  const choose = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    // When the dialog has closed and returned the focus: what follows may move it.
    requestAnimationFrame(entry.run);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step !== undefined) setPlace(Math.max(0, Math.min(active + step, entries.length - 1)));
    else if (event.key === 'Enter' && !event.repeat) choose(entries[active]);
    else if (event.key !== 'k' || !(event.ctrlKey || event.metaKey)) return;
    else if (!event.repeat) onClose();
    event.preventDefault();
  };
  return (
    <Modal labelledBy="palette-title" className="palette" isLight onClose={onClose}>
      <h2 id="palette-title" className="hidden">
        Search and commands
      </h2>
      <input
        role="combobox"
        aria-label="A command, an operation, a slot or a run"
        aria-expanded="true"
        aria-autocomplete="list"
        aria-controls={id}
        aria-activedescendant={active < 0 ? undefined : `${id}-${active}`}
        autoComplete="off"
        spellCheck={false}
        placeholder="A command, an operation, a slot or a run"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setPlace(0);
        }}
        onKeyDown={onKeyDown}
      />
      {problem && <p role="alert">{problem}</p>}
      <div role="listbox" id={id} aria-label="Found">
        {entries.map((entry, index) => (
          <Line
            key={entry.id}
            id={`${id}-${index}`}
            entry={entry}
            isFirst={entry.group !== entries[index - 1]?.group}
            isActive={index === active}
            onChoose={() => choose(entry)}
          />
        ))}
      </div>
      {entries.length === 0 && <p role="status">Nothing matches.</p>}
    </Modal>
  );
}

interface LineProps {
  readonly id: string;
  readonly entry: Entry;
  /** True if it is the first of its group, and says so. */
  readonly isFirst: boolean;
  readonly isActive: boolean;
  readonly onChoose: () => void;
}

function Line({ id, entry, isFirst, isActive, onChoose }: LineProps) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive) line.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  return (
    <>
      {isFirst && (
        <p className="group" role="presentation">
          {entry.group}
        </p>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field hears the keys */}
      <div
        ref={line}
        role="option"
        id={id}
        tabIndex={-1}
        aria-selected={isActive}
        onMouseDown={(event) => event.preventDefault()}
        onClick={onChoose}
      >
        <span className="mark" aria-hidden="true">
          {entry.sign ?? '›'}
        </span>
        <span className="title">{entry.title}</span>
        <span className="detail">{entry.detail}</span>
      </div>
    </>
  );
}

/** What has been found, and why operations may be missing. */
function useEntries(query: string): { readonly entries: readonly Entry[]; readonly problem: string | null } {
  const { live } = useMonitor();
  const { data, error } = useQuery(MonitorOperationNamesDocument);
  const mayRun = useMay('OPERATOR');
  const searched = {
    commands: useStore(commands),
    operations: mayRun ? (data?.operations.map(({ name }) => name) ?? []) : [],
    readings: useSlotReadings(),
    selected: useSelection(),
    runs: [...useStore(live.open), ...useStore(live.ended)],
  };
  const problem = error ? `The operations cannot be read: ${error.message}` : null;
  return { entries: findEntries(searched, query), problem };
}
