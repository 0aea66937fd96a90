/** One element of a pattern: any number of characters, or a test of one character. */
type Element = '*' | ((character: string) => boolean);

/**
 * Whether `name` matches a shell pattern with the rules of Python's `fnmatch`: `*`, `?`, `[abc]`, `[a-z]`, `[!abc]`;
 * case-sensitive, without escapes. (Node's `path.matchesGlob` has other rules, and does not exist in Node 20.)
 */
export function fnmatch(name: string, pattern: string): boolean {
  const characters = [...name];
  const elements = parse([...pattern]);
  let position = 0;
  let next = 0;
  // Where to continue if the elements after the last `*` do not match: the `*` then takes one more character.
  let star = -1;
  let taken = 0;
  while (position < characters.length) {
    const element = elements[next];
    if (element === '*') {
      star = next++;
      taken = position;
    } else if (element?.(characters[position] ?? '')) {
      next += 1;
      position += 1;
    } else if (star >= 0) {
      next = star + 1;
      position = ++taken;
    } else {
      return false;
    }
  }
  return elements.slice(next).every((element) => element === '*');
}

function parse(pattern: readonly string[]): Element[] {
  const elements: Element[] = [];
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern[index];
    const end = character === '[' ? endOfSet(pattern, index) : -1;
    if (character === '*') {
      elements.push('*');
    } else if (character === '?') {
      elements.push(() => true);
    } else if (end > 0) {
      elements.push(parseSet(pattern.slice(index + 1, end)));
      index = end;
    } else {
      elements.push((other) => other === character);
    }
  }
  return elements;
}

/** The index of the `]` that closes the set; -1 if there is none, and the bracket is an ordinary character. */
function endOfSet(pattern: readonly string[], start: number): number {
  const first = pattern[start + 1] === '!' ? start + 2 : start + 1;
  // A bracket in the first place is a member of the set.
  return pattern.indexOf(']', pattern[first] === ']' ? first + 1 : first);
}

function parseSet(set: readonly string[]): (character: string) => boolean {
  const negated = set[0] === '!';
  const ranges: (readonly [low: string, high: string])[] = [];
  for (let index = negated ? 1 : 0; index < set.length; index += 1) {
    const low = set[index] ?? '';
    const high = set[index + 1] === '-' ? set[index + 2] : undefined;
    ranges.push([low, high ?? low]);
    if (high !== undefined) index += 2;
  }
  return (character) => ranges.some((range) => isWithin(character, range)) !== negated;
}

function isWithin(character: string, [low, high]: readonly [low: string, high: string]): boolean {
  const [point = 0, from = 0, to = 0] = [character, low, high].map((one) => one.codePointAt(0));
  return from <= point && point <= to;
}
