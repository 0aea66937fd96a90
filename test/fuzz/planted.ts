/** A reader with a fault that only a search finds which knows what was reached: for the test of the fuzzer. */
export function readPlanted(input: unknown): void {
  if (typeof input !== 'object' || input === null) return;
  const { say, times } = input as { say?: unknown; times?: unknown };
  if (typeof say !== 'string') return;
  if (!say.startsWith('open')) return;
  if (!say.endsWith('sesame')) return;
  if (times === 0) (undefined as unknown as { door: () => void }).door();
}
