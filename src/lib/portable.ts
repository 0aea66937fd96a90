/** Replaced at the merge of the limits branch. */
export function findUnportable(_value: unknown): { path: string; problem: string } | null {
  return null;
}
