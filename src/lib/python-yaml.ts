import { Lexer, LineCounter, parseDocument, type Tags } from 'yaml';
import { messageOf } from './error-message.js';

/** Where and why a text is not valid YAML. The message may contain parts of the text. */
export interface YamlProblem {
  /** Null if the problem has no place: an alias that is unknown, or expands too much. */
  readonly place: { readonly line: number; readonly column: number } | null;
  readonly message: string;
}

export type ParsedYaml =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: YamlProblem };

/** Parses YAML like PyYAML, which OCS uses: version 1.1; if a key occurs twice, the last one counts. */
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
  // Only the first error: the others are usually its consequences.
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

/** The parser of `yaml` is recursive, so deep nesting overflows the stack. */
function explain(error: unknown): string {
  const message = messageOf(error);
  return message.includes('call stack') ? 'it is nested too deeply' : message;
}

/** More than the indentation of any block. */
const INDENT = ' '.repeat(200);

/** The token of the lexer, without text, at a line that ends a bracket which is still open. */
const BROKEN_BRACKET = '\x18';

/**
 * PyYAML ignores indentation inside brackets, but `yaml` ends a collection at a line that is indented less than the
 * block around it. So this function indents each such line.
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

/** The start of the first line that ends a bracket; null if there is none, or if a new document begins there. */
function brokenAt(text: string): number | null {
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === BROKEN_BRACKET) {
      const start = text.lastIndexOf('\n', offset - 1) + 1;
      return /^(---|\.\.\.)(\s|$)/.test(text.slice(start, start + 4)) ? null : start;
    }
    // Other tokens without text.
    if (token !== '\x02' && token !== '\x1f') offset += token.length;
  }
  return null;
}

/** Unlike YAML 1.1, PyYAML reads `y` and `n`, and numbers such as `1e3` without a point or a sign, as strings. */
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
