import './keys.css';
import { useMemo, useState } from 'react';
import { goTo } from '../location/location.js';
import { type Command, useCommands } from '../shared/commands.js';
import { Help } from './help.js';
import { Palette } from './palette.js';
import { useKeyboard } from './use-keyboard.js';

const VIEWS: readonly Command[] = [
  { title: 'Go to the slots', keys: 'g s', run: () => goTo('slots') },
  { title: 'Go to the runs', keys: 'g r', run: () => goTo('runs') },
  { title: 'Go to the results', keys: 'g e', run: () => goTo('results') },
  { title: 'Go to the hand-over', keys: 'g h', run: () => goTo('hand-over') },
];

/** The keyboard: listens for the keys of all commands, and shows the palette and the list of keys. */
export function Keys() {
  const [opened, open] = useState<'palette' | 'help' | null>(null);
  useKeyboard();
  useCommands(
    useMemo(
      () => [
        ...VIEWS,
        { title: 'Search slots, runs and commands', keys: 'Ctrl+k', run: () => open('palette') },
        { title: 'Show all keys', keys: '?', run: () => open('help') },
      ],
      [],
    ),
  );
  // A dialog reports its end late, when another one may be open.
  const close = (closed: 'palette' | 'help') => () => open((now) => (now === closed ? null : now));
  if (opened === 'palette') return <Palette onClose={close('palette')} />;
  if (opened === 'help') return <Help onClose={close('help')} />;
  return null;
}
