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
  const deep = tooDeepAt(text);
  if (deep !== null) {
    const message = `it is nested deeper than ${MAX_LEVELS} levels`;
    return { ok: false, problem: { place: placeOf(text, deep), message } };
  }
  const lineCounter = new LineCounter();
  const { indented, brokenAt: left } = indentInsideBrackets(text);
  if (left !== null) {
    const message =
      'too many lines inside [ ] or { } begin further left than the block that contains the bracket: indent these lines';
    return { ok: false, problem: { place: placeOf(indented, left), message } };
  }
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
    return { ok: false, problem: { place: { line, column: col - added }, message: error.message } };
  }
  try {
    return { ok: true, value: document.toJS() ?? null };
  } catch (thrown) {
    return { ok: false, problem: { place: null, message: messageOf(thrown) } };
  }
}

/**
 * No OCS file has a tenth of it. `yaml` is recursive, and V8 ends the process if it compiles a regular expression at the
 * end of the stack.
 */
const MAX_LEVELS = 100;
/** The token that precedes a scalar. */
const SCALAR = '\x1f';

/** The place where brackets and blocks are nested too deeply; null if there is none. */
function tooDeepAt(text: string): number | null {
  /** The columns of the dashes and colons whose blocks are open. */
  const blocks: number[] = [];
  let brackets = 0;
  let isScalar = false;
  for (const { token, offset } of tokensOf(text)) {
    if (!isScalar && /^[[{]$/.test(token)) brackets += 1;
    else if (!isScalar && /^[\]}]$/.test(token)) brackets -= 1;
    else if (!isScalar && /^[-?:]$/.test(token)) {
      const column = offset - text.lastIndexOf('\n', offset);
      while ((blocks.at(-1) ?? 0) >= column) blocks.pop();
      blocks.push(column);
    }
    isScalar = token === SCALAR;
    if (brackets + blocks.length > MAX_LEVELS) return offset;
  }
  return null;
}

/** More than the indentation of any block. */
const INDENT = ' '.repeat(200);

/** The token of the lexer, without text, at a line that ends a bracket which is still open. */
const BROKEN_BRACKET = '\x18';

/** Each line that is indented takes another pass over the text: the limit for all passes together, in characters. */
const MAX_PASSED = 2_000_000;

/**
 * PyYAML ignores indentation inside brackets, but `yaml` ends a collection at a line that is indented less than the
 * block around it. So this function indents each such line, as long as that does not take too much time.
 */
function indentInsideBrackets(text: string): { readonly indented: string; readonly brokenAt: number | null } {
  let indented = text;
  let passed = indented.length;
  let at = brokenAt(indented);
  while (at !== null && passed < MAX_PASSED) {
    indented = indented.slice(0, at) + INDENT + indented.slice(at);
    passed += indented.length;
    at = brokenAt(indented);
  }
  return { indented, brokenAt: at };
}

function placeOf(text: string, offset: number): NonNullable<YamlProblem['place']> {
  return {
    line: text.slice(0, offset).split('\n').length,
    column: offset - text.lastIndexOf('\n', offset - 1),
  };
}

function lineOf(text: string, line: number): string {
  return text.split('\n')[line - 1] ?? '';
}

/** The start of the first line that ends a bracket; null if there is none, or if a new document begins there. */
function brokenAt(text: string): number | null {
  for (const { token, offset } of tokensOf(text)) {
    if (token === BROKEN_BRACKET) {
      const start = text.lastIndexOf('\n', offset - 1) + 1;
      return /^(---|\.\.\.)(\s|$)/.test(text.slice(start, start + 4)) ? null : start;
    }
  }
  return null;
}

/** The tokens of the lexer, each with its place. */
function* tokensOf(text: string): Generator<{ readonly token: string; readonly offset: number }> {
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    yield { token, offset };
    // Other tokens without text.
    if (token !== '\x02' && token !== SCALAR && token !== BROKEN_BRACKET) offset += token.length;
  }
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
