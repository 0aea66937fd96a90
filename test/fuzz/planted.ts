/** For the test of the fuzzer: a reader with a fault that only a search guided by coverage finds. */
export function readPlanted(input: unknown): void {
  if (typeof input !== 'object' || input === null) return;
  const { say, times } = input as { say?: unknown; times?: unknown };
  if (typeof say !== 'string') return;
  if (!say.startsWith('open')) return;
  if (!say.endsWith('sesame')) return;
  if (times === 0) (undefined as unknown as { door: () => void }).door();
}
