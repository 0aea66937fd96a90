/** The names without the part that all have in common: `ufm_mv5` and `ufm_uv31` are `mv5` and `uv31`. */
export function shortNames(names: readonly string[]): readonly string[] {
  const [first] = names;
  if (first === undefined || names.length === 1) return names;
  // Only whole words are cut off: they end with one of these.
  const ends = [...first.matchAll(/[_\-. ]/g)].map(({ index }) => index + 1);
  const cut = ends.findLast((end) => names.every((name) => name.startsWith(first.slice(0, end)))) ?? 0;
  return names.map((name) => name.slice(cut));
}
