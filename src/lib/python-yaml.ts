import { Lexer, LineCounter, parseDocument, type Tags } from 'yaml';
import { messageOf } from './error-message.js';

/** Where and why a text is no YAML. The message may repeat parts of the text. */
export interface YamlProblem {
  /** Null where it is the text as a whole: an alias that multiplies itself, or leads nowhere. */
  readonly place: { readonly line: number; readonly column: number } | null;
  readonly message: string;
}

export type ParsedYaml =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: YamlProblem };

/** Reads YAML as OCS does, with PyYAML: version 1.1, where of two equal keys the last counts. */
export function parsePythonYaml(text: string): ParsedYaml {
  const lineCounter = new LineCounter();
  const indented = indentInsideBrackets(text);
  const document = parseDocument(indented, {
    version: '1.1',
    uniqueKeys: false,
    customTags: (tags) => tags.map(asPyYaml),
    lineCounter,
    prettyErrors: false,
    logLevel: 'silent',
  });
  // The first error; the others mostly follow from it.
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    const added = lineOf(indented, line).length - lineOf(text, line).length;
    return { ok: false, problem: { place: { line, column: col - added }, message: explain(error) } };
  }
  try {
    return { ok: true, value: document.toJS() ?? null };
  } catch (thrown) {
    return { ok: false, problem: { place: null, message: explain(thrown) } };
  }
}

/** `yaml` recurses for each level. */
function explain(error: unknown): string {
  const message = messageOf(error);
  return message.includes('call stack') ? 'it is nested too deeply' : message;
}

/** More than any block is indented by. */
const INDENT = ' '.repeat(200);

/** What the lexer says, in place of a part of the text, where a line ends a bracket that is still open. */
const BROKEN_BRACKET = '\x18';

/**
 * For PyYAML indentation means nothing inside brackets, whereas `yaml` ends a collection at a line that is further
 * out than the block around it: indents each such line.
 */
function indentInsideBrackets(text: string): string {
  let indented = text;
  for (let at = brokenAt(indented); at !== null; at = brokenAt(indented)) {
    indented = indented.slice(0, at) + INDENT + indented.slice(at);
  }
  return indented;
}

function lineOf(text: string, line: number): string {
  return text.split('\n')[line - 1] ?? '';
}

/** Where the first line begins that ends a bracket; null if there is none, or a new document begins there. */
function brokenAt(text: string): number | null {
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === BROKEN_BRACKET) {
      const start = text.lastIndexOf('\n', offset - 1) + 1;
      return /^(---|\.\.\.)(\s|$)/.test(text.slice(start, start + 4)) ? null : start;
    }
    // Others that stand for no text.
    if (token !== '\x02' && token !== '\x1f') offset += token.length;
  }
  return null;
}

/** PyYAML leaves `y` and `n` of YAML 1.1's booleans alone, and numbers such as `1e3` without a point or a sign. */
function asPyYaml(tag: Tags[number]): Tags[number] {
  if (typeof tag === 'string' || tag.test === undefined) return tag;
  if (tag.tag === 'tag:yaml.org,2002:bool') {
    return { ...tag, test: new RegExp(`^(?![YyNn]$)${tag.test.source.replace(/^\^/, '')}`) } as typeof tag;
  }
  if (tag.tag === 'tag:yaml.org,2002:float' && tag.format === 'EXP') {
    return { ...tag, test: /^[-+]?([0-9][0-9_]*)?\.[0-9_]*[eE][-+][0-9]+$/ } as typeof tag;
  }
  return tag;
}
