import { useEffect } from 'react';
import { createStore, type Store } from './store.js';

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

/** A key that a part of the page listens for by itself, such as the arrows on the slots. */
export type KeyHint = Required<Pick<Command, 'title' | 'keys'>>;

/** All commands that can be used now. */
export const commands = createStore<readonly Command[]>([]);
/** The keys that can be used now and are no commands. The help shows them. */
export const keyHints = createStore<readonly KeyHint[]>([]);

/**
 * Offers commands while the component is on the page.
 *
 * @param offered keep it the same between renders (`useMemo`), or it is taken back and offered again
 */
export function useCommands(offered: readonly Command[]): void {
  useOffered(commands, offered);
}

/** Tells the help of keys while the component is on the page. */
export function useKeyHints(offered: readonly KeyHint[]): void {
  useOffered(keyHints, offered);
}

function useOffered<Item>(store: Store<readonly Item[]>, offered: readonly Item[]): void {
  useEffect(() => {
    store.update((known) => [...known, ...offered]);
    return () => store.update((known) => known.filter((item) => !offered.includes(item)));
  }, [store, offered]);
}
