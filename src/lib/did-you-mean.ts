/** So many slips of the pen at most: a letter too many, too few, another one, or two in the wrong order. */
const MAX_DISTANCE = 3;
/** Of the letters of the longer word so many must be right; otherwise it is another word. */
const MIN_SIMILARITY = 0.4;

/** Those of `candidates` that `word` is most probably a misspelling of; empty if it resembles none. */
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
