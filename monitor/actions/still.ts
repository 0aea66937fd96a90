import { useState } from 'react';

/** What a question is about, by what has changed while the question was open. */
export interface Still<Item> {
  /** Asked about, and the action still applies to it. */
  readonly still: readonly Item[];
  /** Asked about, but the action does not apply to it any more. */
  readonly gone: readonly Item[];
}

/**
 * Nothing is added to what was asked: somebody may be about to press the button.
 *
 * @param asked what the action applied to when the question opened
 * @param now what it applies to now
 */
export function stillOf<Item>(
  asked: readonly Item[],
  now: readonly Item[],
  idOf: (item: Item) => string,
): Still<Item> {
  const known = new Map(now.map((item) => [idOf(item), item]));
  return {
    still: asked.flatMap((item) => known.get(idOf(item)) ?? []),
    gone: asked.filter((item) => !known.has(idOf(item))),
  };
}

/** Keeps what the action applied to when the question opened. */
export function useStill<Item>(
  now: readonly Item[],
  idOf: (item: Item) => string,
): Still<Item> & { readonly asked: readonly Item[] } {
  const [asked] = useState(now);
  return { asked, ...stillOf(asked, now, idOf) };
}
