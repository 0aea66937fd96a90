import { LineCounter, parseDocument, type Tags } from 'yaml';

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
  const document = parseDocument(text, {
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
    return { ok: false, problem: { place: { line, column: col }, message: error.message } };
  }
  try {
    return { ok: true, value: document.toJS() ?? null };
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return { ok: false, problem: { place: null, message } };
  }
}

/** PyYAML leaves `y` and `n` of YAML 1.1's booleans alone. */
function asPyYaml(tag: Tags[number]): Tags[number] {
  if (typeof tag === 'string' || tag.tag !== 'tag:yaml.org,2002:bool' || tag.test === undefined) return tag;
  const { test } = tag;
  return { ...tag, test: new RegExp(`^(?![YyNn]$)${test.source.replace(/^\^/, '')}`) } as typeof tag;
}
