/** The words of what a person has typed. */
export const wordsOf = (query: string): readonly string[] => query.toLowerCase().split(/\s+/).filter(Boolean);

/** True if the text contains all words, in any order. */
export function hasAll(text: string, words: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return words.every((word) => lower.includes(word));
}

/**
 * Understands `noise mv12 mv17` as an operation and slots.
 *
 * @param slots the texts by which each slot can be found
 * @returns the places of these slots in `slots`, none if only the operation is named; null if the words mean something else
 */
export function slotsMeant(
  operation: string,
  words: readonly string[],
  slots: readonly string[],
): readonly number[] | null {
  const others = words.filter((word) => !hasAll(operation, [word]));
  const isNamed = others.length < words.length || words.length === 0;
  const areSlots = others.every((word) => slots.some((slot) => hasAll(slot, [word])));
  if (!isNamed || !areSlots) return null;
  return slots.flatMap((slot, place) => (others.some((word) => hasAll(slot, [word])) ? place : []));
}
