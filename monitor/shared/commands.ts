import { useEffect } from 'react';
import { createStore } from './store.js';

/** Something that a person can do from the keyboard and from the palette. */
export interface Command {
  /** What it does, such as `Go to the runs`. Unique. */
  readonly title: string;
  /** The keys, such as `g r` (one after the other), `Ctrl+k` or `?`; none if it is only in the palette. */
  readonly keys?: string;
  /** True if its keys also count while a person types, and in front of an open dialog. */
  readonly everywhere?: true;
  /**
   * True if it commands slots: only its keys do that. It is not in the palette, and its keys do not count while a person
   * types into a field.
   */
  readonly isOnlyKeys?: true;
  readonly run: () => void;
}

/** All commands that can be used now. */
export const commands = createStore<readonly Command[]>([]);

/**
 * Offers commands while the component is on the page.
 *
 * @param offered keep it the same between renders (`useMemo`), or it is taken back and offered again
 */
export function useCommands(offered: readonly Command[]): void {
  useEffect(() => {
    commands.update((known) => [...known, ...offered]);
    return () => commands.update((known) => known.filter((command) => !offered.includes(command)));
  }, [offered]);
}
