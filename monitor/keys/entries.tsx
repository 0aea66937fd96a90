import type { ReactNode } from 'react';
import { choose } from '../command/open-close.js';
import type { Run } from '../live/model.js';
import { goTo } from '../location/location.js';
import { RunSign } from '../runs/run-sign.js';
import { runWord } from '../runs/run-state.js';
import { stageOf, titleOf } from '../runs/run-words.js';
import { select } from '../selection/selection.js';
import type { Command } from '../shared/commands.js';
import { utcMoment } from '../shared/utc.js';
import { Sign } from '../states/sign.js';
import type { SlotReading } from '../states/slot-state.js';
import { WORDS } from '../states/words.js';
import { hasAll, slotsMeant, wordsOf } from './find.js';
import { KeyNames } from './key-names.js';

/** One line of the palette. */
export interface Entry {
  readonly id: string;
  readonly group: 'Commands' | 'Run an operation' | 'Runs' | 'Slots';
  readonly sign?: ReactNode;
  readonly title: string;
  /** What stands at the right: its keys, or its state. */
  readonly detail: ReactNode;
  readonly run: () => void;
}

/** Everything that the palette finds something in. */
export interface Searched {
  readonly commands: readonly Command[];
  readonly operations: readonly string[];
  readonly readings: readonly SlotReading[];
  readonly selected: ReadonlySet<string>;
  /** Open ones first. */
  readonly runs: readonly Run[];
}

/** More lines than this are not read by anybody. */
const MOST = 150;

export function findEntries(searched: Searched, query: string): readonly Entry[] {
  const words = wordsOf(query);
  return [
    ...toDo(searched.commands.filter(({ title, isOnlyKeys }) => !isOnlyKeys && hasAll(title, words))),
    ...searched.operations.flatMap((operation) => toRun(operation, words, searched)),
    ...searched.runs.filter((run) => hasAll(nameOfRun(run), words)).map(toOpenRun),
    ...searched.readings.filter((reading) => hasAll(textOf(reading), words)).map(toOpenSlot),
  ].slice(0, MOST);
}

const textOf = ({ name, slot, state }: SlotReading) => `slot ${name} ${slot.instanceId} ${WORDS[state]}`;
const nameOfRun = (run: Run) => `${titleOf(run)} ${utcMoment(run.startTime, Date.now())} UTC`;

function toDo(commands: readonly Command[]): readonly Entry[] {
  return commands
    .toSorted((a, b) => rankOf(a) - rankOf(b))
    .map(({ title, keys, run }) => ({
      ...{ id: title, group: 'Commands', title, run },
      detail: keys && <KeyNames keys={keys} />,
    }));
}

/** What is done often has keys. What counts everywhere is urgent: Enter alone must not do it. */
const rankOf = ({ keys, everywhere }: Command) => (everywhere ? 2 : keys === undefined ? 1 : 0);

/** Opens the command panel, which shows what goes where before anything is sent. */
function toRun(operation: string, words: readonly string[], { readings, selected }: Searched): Entry[] {
  const places = slotsMeant(operation, words, readings.map(textOf));
  if (places === null) return [];
  const named = places.flatMap((place) => readings[place] ?? []);
  const where =
    named.length > 0
      ? ` on ${named.map(({ name }) => name).join(', ')}`
      : selected.size > 0
        ? ` on the ${selected.size} selected`
        : '';
  return [
    {
      ...{ id: `run ${operation}`, group: 'Run an operation', title: `${operation}${where}…` },
      detail: named.length > 1 ? `${named.length} slots` : null,
      run: () => {
        choose(operation);
        if (named.length > 0) select(named.map(({ slot }) => slot.instanceId));
      },
    },
  ];
}

const toOpenRun = (run: Run): Entry => ({
  ...{ id: run.id, group: 'Runs', title: nameOfRun(run), sign: <RunSign run={run} /> },
  detail: run.endTime === null ? stageOf(run) : runWord(run).toLowerCase(),
  run: () => goTo('run', { id: run.id }),
});

const toOpenSlot = ({ slot, name, state }: SlotReading): Entry => ({
  ...{ id: slot.id, group: 'Slots', title: name },
  sign: (
    <span data-state={state}>
      <Sign state={state} part={0.4} />
    </span>
  ),
  detail: WORDS[state].toLowerCase(),
  run: () => goTo('slot', { id: slot.instanceId }),
});
