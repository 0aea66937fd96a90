import { useEffect } from 'react';
import { type Command, commands } from '../shared/commands.js';
import { match, nameOfKey } from './sequence.js';

/** The keys of a sequence such as `g r` follow each other within this time, in milliseconds. */
const SEQUENCE_MS = 1500;

const FIELDS = 'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]';
const CONTROLS = 'a, button, input, summary, [role=option], [role=button]';
/** What has the focus if nobody has moved it since the view was opened. */
const NOTHING = 'body, #view';

/** Runs the commands whose keys a person presses. */
export function useKeyboard(): void {
  useEffect(() => {
    let before = '';
    let lastTime = 0;
    const onKey = (event: KeyboardEvent) => {
      // Somebody has already used the key, or it composes a character.
      if (event.defaultPrevented || event.isComposing) return;
      const key = nameOfKey(event);
      if (key === null) return;
      const isSequence = event.timeStamp - lastTime < SEQUENCE_MS;
      const heard = commands.latest.filter((command) => command.everywhere || isFree(event, key, command));
      const { command, pending } = match<Command>(heard, isSequence ? before : '', key);
      before = pending;
      lastTime = event.timeStamp;
      if (!command) return;
      event.preventDefault();
      command.run();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

/** True if the key belongs to nobody else: no dialog, no field that a person types into, no control that it presses, nothing that it scrolls. */
function isFree({ target, ctrlKey, metaKey }: KeyboardEvent, key: string, { isOnlyKeys }: Command): boolean {
  if (document.querySelector('dialog:modal')) return false;
  if (!(target instanceof Element)) return true;
  // A field of a dialog that has just closed keeps the focus until the next frame.
  if (!target.checkVisibility()) return true;
  // Escape types nothing, so it leaves what the field is in.
  if (target.closest(FIELDS)) return key === 'Escape' || ((ctrlKey || metaKey) && !isOnlyKeys);
  if (key.startsWith('Arrow')) return target.matches(NOTHING);
  return !((key === 'Enter' || key === 'Space') && target.closest(CONTROLS));
}
