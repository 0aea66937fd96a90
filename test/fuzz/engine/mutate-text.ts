import type { Random } from './random.js';

/** Characters that are special for parsers. */
const SIGNS = [
  ...'{}[]()<>"\'`\\/:;,.=!?@#$%^&*|~+-_ \t\n\r',
  '\u0000',
  '\ufeff',
  '\ud800',
  'é',
  '💥',
  '\u2028',
];

type Change = (text: string, at: number, end: number, random: Random, words: readonly string[]) => string;

const CHANGES: readonly Change[] = [
  (text, at, end) => text.slice(0, at) + text.slice(end),
  (text, at, _end, random) => text.slice(0, at) + (random.pick(SIGNS) ?? '') + text.slice(at),
  (text, at, _end, random) => text.slice(0, at) + (random.pick(SIGNS) ?? '') + text.slice(at + 1),
  (text, at, _end, random, words) => text.slice(0, at) + (random.pick(words) ?? '') + text.slice(at),
  (text, at, end, random, words) => text.slice(0, at) + (random.pick(words) ?? '') + text.slice(end),
  (text, at, end) => text.slice(0, end) + text.slice(at),
  (text, at, end, random) =>
    text.slice(0, at) + text.slice(at, end).repeat(2 + random.below(30)) + text.slice(end),
  (text, at, end) => text.slice(0, at) + [...text.slice(at, end)].reverse().join('') + text.slice(end),
  // Replaces a word with another word, so that names stay valid.
  (text, _at, _end, random, words) => {
    const found = random.pick([...text.matchAll(/\w+/g)]);
    if (!found) return random.pick(words) ?? '';
    return (
      text.slice(0, found.index) + (random.pick(words) ?? '') + text.slice(found.index + found[0].length)
    );
  },
  (text, _at, _end, random) => {
    const found = random.pick([...text.matchAll(/\d+/g)]);
    if (!found) return text;
    const number = random.pick(['0', '-1', '2147483648', '9007199254740993', '1e999', '00', '1.5']) ?? '';
    return text.slice(0, found.index) + number + text.slice(found.index + found[0].length);
  },
];

/** Returns the text with one change. */
export function mutateText(text: string, random: Random, words: readonly string[]): string {
  const at = random.below(text.length + 1);
  const end = Math.min(text.length, at + 1 + random.below(random.pick([2, 8, 40]) ?? 2));
  const change = random.pick(CHANGES);
  return change ? change(text, at, end, random, words).slice(0, 20_000) : text;
}
