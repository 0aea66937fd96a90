import { useMemo, useState } from 'react';
import { useSlotReadings } from '../context/context.js';
import { useMay } from '../context/viewer.js';
import { setParams } from '../location/location.js';
import { select, useSelection } from '../selection/selection.js';
import { type Command, useCommands } from '../shared/commands.js';
import type { SlotReading } from '../states/slot-state.js';
import { Action } from './action.js';
import { type ActionName, FOR_ADMINISTRATORS, LABELS, reasonsAgainst, useTargets } from './applicable.js';
import { Asked } from './asked.js';

/** What can be done with the chosen slots. It is there as long as a slot is chosen. */
export function SelectionBar() {
  const selection = useSelection();
  const chosen = useSlotReadings().filter(({ slot }) => selection.has(slot.instanceId));
  return chosen.length === 0 ? null : <Bar chosen={chosen} />;
}

const ACTIONS = Object.keys(LABELS) as readonly ActionName[];

function Bar({ chosen }: { readonly chosen: readonly SlotReading[] }) {
  const [asked, ask] = useState<ActionName | null>(null);
  const targets = useTargets(chosen);
  const reasons = reasonsAgainst(chosen, targets);
  const offered = useMay('ADMINISTRATOR')
    ? ACTIONS
    : ACTIONS.filter((name) => !FOR_ADMINISTRATORS.includes(name));
  const possible = offered.filter((name) => reasons[name] === null);
  useCommands(useCommandsFor(possible, ask));
  return (
    <>
      <section className="selection-bar" aria-label="Selection">
        <button type="button" aria-label="Select no slot" title="Select no slot" onClick={() => select([])}>
          ✕
        </button>
        <p title={chosen.map(({ name }) => name).join(', ')}>
          <b>{chosen.length} selected</b> {chosen.map(({ name }) => name).join(', ')}
        </p>
        {offered.map((name) => (
          <Action key={name} why={reasons[name]} onDo={() => ask(name)}>
            {LABELS[name]}
          </Action>
        ))}
        <Action className="next" onDo={() => setParams({ command: 'choose' })}>
          Run…
        </Action>
      </section>
      {asked !== null && <Asked name={asked} {...{ chosen, targets }} onClose={() => ask(null)} />}
    </>
  );
}

/** The possible actions, for the keyboard and the palette. They stay the same as long as the same ones are possible. */
function useCommandsFor(
  possible: readonly ActionName[],
  ask: (name: ActionName) => void,
): readonly Command[] {
  const names = possible.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the names say which ones are possible.
  return useMemo(
    () =>
      possible.map((name) => ({
        title: `Selection: ${LABELS[name]}`,
        ...(name === 'stop' && { keys: 's' }),
        run: () => ask(name),
      })),
    [names],
  );
}
