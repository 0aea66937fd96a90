import type { Kind } from './entries.js';

const KINDS: Readonly<Record<string, Kind>> = {
  float: 'number',
  int: 'integer',
  str: 'text',
  string: 'text',
  bool: 'yesNo',
};

/** The kind of field for a type as docstrings write it, such as `float, optional`. JSON where nothing better is known. */
export function kindOf(type: string | null): Kind {
  const bare = (type ?? '').replace(/,?\s*optional\s*$/i, '').replace(/^Optional\[(.*)\]$/i, '$1');
  const names = bare
    .split(/[,/|]|\bor\b/)
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'none');
  const [only] = names;
  return (names.length === 1 && KINDS[only ?? '']) || 'json';
}

/** What an operation does: the text of its docstring before the parameters, without signature and markup. */
export function purposeOf(docstring: string | null): string {
  if (docstring === null) return '';
  const [, text = docstring] = /\*\*(?:Task|Process)\*\*\s*[-–]?\s*(.*)/s.exec(docstring) ?? [];
  const [purpose = ''] = text.split(/\n\s*(?:Args|Parameters|Arguments)\s*:?\s*\n|\n\s*(?:\.\. |Notes?\n)/);
  return purpose.replace(/\s+/g, ' ').trim();
}

/** The first sentence of a text. */
export function firstSentence(text: string): string {
  return /^.*?[.:!](?=\s|$)/.exec(text)?.[0].replace(/:$/, '.') ?? text;
}
