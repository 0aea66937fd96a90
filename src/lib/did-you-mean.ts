/** Maximum number of typing errors: an additional, missing or wrong letter, or two letters in the wrong order. */
const MAX_DISTANCE = 3;
/** The minimum share of correct letters, relative to the longer word. */
const MIN_SIMILARITY = 0.4;

/** The candidates that are most similar to the misspelled `word`; empty if none is similar. */
export function similarWords(word: string, candidates: Iterable<string>): string[] {
  let closest = MAX_DISTANCE;
  let found: string[] = [];
  for (const candidate of new Set(candidates)) {
    const longer = Math.max(word.length, candidate.length);
    if (Math.abs(word.length - candidate.length) > closest) continue;
    const distance = editDistance(word, candidate);
    if (distance > closest || (longer - distance) / longer <= MIN_SIMILARITY) continue;
    if (distance < closest) found = [];
    closest = distance;
    found.push(candidate);
  }
  return found.sort();
}

/** The optimal string alignment distance of Damerau and Levenshtein. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const at = (line: number[], index: number) => line[index] ?? 0;
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
        isSwapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
