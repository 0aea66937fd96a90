import './command.css';
import { type KeyboardEvent, useEffect, useMemo } from 'react';
import { useReadOnce } from '../context/use-live.js';
import { MonitorOperationsDocument } from '../generated/graphql.js';
import { useCommands } from '../shared/commands.js';
import { ChooseOperation } from './choose-operation.js';
import type { Preset } from './model.js';
import { closePanel } from './open-close.js';
import { OperationPart } from './operation-part.js';

/** Beside the board, which stays live: a click on a slot there changes the plan here. */
export function Panel({ command }: { readonly command: string }) {
  const { data, error } = useReadOnce(MonitorOperationsDocument, {});
  const operation = data?.operations.find(({ name }) => name === command);
  useCommands(useMemo(() => [{ title: 'Close the panel', keys: 'Escape', run: closePanel }], []));
  useFocusGivenBack();
  const onKeyDown = (event: KeyboardEvent) => {
    const isInDialog = event.target instanceof Element && event.target.closest('dialog') !== null;
    // Escape in a dialog closes the dialog, and Shift+Escape is Stop all.
    if (event.key === 'Escape' && !event.shiftKey && !isInDialog) closePanel();
  };
  return (
    // Escape closes it from any of its fields.
    <section className="command" aria-labelledby="command-title" onKeyDown={onKeyDown}>
      <header>
        <h2 id="command-title">Run an operation</h2>
        <button type="button" aria-label="Close" onClick={closePanel}>
          ✕
        </button>
      </header>
      {error !== null && (
        <p role="alert" className="bad">
          The operations cannot be read: {error}
        </p>
      )}
      {data && !operation && <ChooseOperation {...data} wanted={command === 'choose' ? null : command} />}
      {data && operation && (
        <OperationPart key={command} operation={operation} presets={presetsOf(data.presets, command)} />
      )}
    </section>
  );
}

const presetsOf = (presets: readonly Preset[], name: string) =>
  presets.filter(({ operation }) => operation === name);

/** Whatever had the focus before the panel has it again afterwards. */
function useFocusGivenBack(): void {
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
}
