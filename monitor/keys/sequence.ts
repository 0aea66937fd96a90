/** The members of a keyboard event that name a key. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const MODIFIERS: readonly string[] = ['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock'];

/** The key as commands name it: `r`, `?`, `Space`, `Shift+Escape`, `Ctrl+k`. Null for a modifier alone. */
export function nameOfKey({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyPress): string | null {
  if (MODIFIERS.includes(key)) return null;
  const isCharacter = key.length === 1 && key !== ' ';
  // AltGr, which types a character, is reported as Ctrl and Alt.
  if (isCharacter && ctrlKey && altKey) return key;
  // The Command key of a Mac is its Ctrl. Shift is already in a character such as `?`, and a letter may come from Caps Lock.
  const isShifted = shiftKey && (!isCharacter || isLetter(key));
  const modifiers = [(ctrlKey || metaKey) && 'Ctrl+', altKey && 'Alt+', isShifted && 'Shift+'];
  return (
    modifiers.filter(Boolean).join('') + (key === ' ' ? 'Space' : isLetter(key) ? key.toLowerCase() : key)
  );
}

const isLetter = (key: string) => key.length === 1 && key.toLowerCase() !== key.toUpperCase();

/** What a key means after the keys before it. */
export interface Match<Command> {
  readonly command: Command | null;
  /** The keys that a longer sequence begins with, such as `g`; empty if none does. */
  readonly pending: string;
}

/**
 * Of two commands with the same keys, the one that was offered last counts: it belongs to what has been opened last.
 *
 * @param before the keys that {@link Match.pending} had
 */
export function match<Command extends { readonly keys?: string }>(
  commands: readonly Command[],
  before: string,
  key: string,
): Match<Command> {
  const typed = (before === '' ? key : `${before} ${key}`).toLowerCase();
  const command = commands.findLast(({ keys }) => keys?.toLowerCase() === typed);
  if (command) return { command, pending: '' };
  if (commands.some(({ keys }) => keys?.toLowerCase().startsWith(`${typed} `)))
    return { command: null, pending: typed };
  // The key does not continue the sequence, so it may begin one.
  return before === '' ? { command: null, pending: '' } : match(commands, '', key);
}
