/** A parameter of an operation, from its docstring. Only a hint: docstrings can be wrong. */
export interface ParameterHint {
  readonly name: string;
  /** The default in Python syntax; null if the signature has none and the parameter is required. */
  readonly default: string | null;
  /** The type in the Args section, such as "float, optional"; null if there is none. */
  readonly type: string | null;
  readonly description: string | null;
}

/** True if the docstring has a signature without `*args` or `**kwargs`, so that it names every parameter. */
export function namesEveryParameter(docstring: string): boolean {
  return signatureOf(unfolded(docstring))?.includes('*') === false;
}

/**
 * Parses the parameters of an operation from its docstring. An OCS docstring has the signature in the first line,
 * `take_noise(duration=30., tag=None)`, and a section `Args` or `Parameters` in the style of Google or NumPy. Never
 * fails; parts that cannot be parsed are ignored.
 */
export function parseParameters(docstring: string): ParameterHint[] {
  const text = unfolded(docstring);
  const described = describedParameters(text);
  const signature = signatureOf(text);
  if (signature === null) return [...described.values()];
  return splitTopLevel(signature).map((parameter) => {
    const [name = '', ...rest] = parameter.split('=');
    const known = described.get(name.trim());
    return {
      name: name.trim(),
      default: rest.length > 0 ? rest.join('=').trim() : null,
      type: known?.type ?? null,
      description: known?.description ?? null,
    };
  });
}

/** The text with each line that ends in a backslash joined to the next. */
function unfolded(docstring: string): string {
  return docstring.replaceAll(/\\\s*\n\s*/g, ' ');
}

/** The text between the parentheses of the signature; null if the first line is not a signature. */
function signatureOf(text: string): string | null {
  const opening = /^\s*\w+\s*\(/.exec(text);
  if (!opening) return null;
  let depth = 1;
  for (let at = opening[0].length; at < text.length; at++) {
    const character = text.charAt(at);
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth--;
    if (depth === 0) return text.slice(opening[0].length, at);
  }
  return null;
}

/** Splits at commas outside of brackets. */
function splitTopLevel(signature: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of signature) {
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth--;
    if (character === ',' && depth === 0) {
      parts.push(part);
      part = '';
    } else {
      part += character;
    }
  }
  return [...parts, part].map((one) => one.trim()).filter((one) => /^\w+\s*(=|$)/.test(one));
}

const SECTION = /^(Args|Arguments|Parameters|Params):?$/;
const indentOf = (line: string) => line.length - line.trimStart().length;

function describedParameters(text: string): Map<string, ParameterHint> {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => SECTION.test(line.trim()));
  const described = new Map<string, ParameterHint>();
  if (start < 0) return described;
  const sectionIndent = indentOf(lines[start] ?? '');
  let entryIndent: number | null = null;
  let current: { name: string; type: string | null; words: string[] } | null = null;
  const finish = () => {
    if (!current) return;
    const { name, type, words } = current;
    described.set(name, { name, default: null, type, description: words.join(' ').trim() || null });
  };
  for (const line of lines.slice(start + 1)) {
    const content = line.trim();
    if (content === '' || /^-+$/.test(content)) continue;
    const indent = indentOf(line);
    // "name : type" (NumPy style) or "name (type): description" (Google style).
    const entry = /^(\w+)\s*(?:\(([^)]*)\))?\s*:\s*(.*)$/.exec(content);
    if (entry && (entryIndent === null ? indent >= sectionIndent : indent === entryIndent)) {
      finish();
      entryIndent = indent;
      const [, name = '', parenthesised, rest = ''] = entry;
      current =
        parenthesised === undefined
          ? { name, type: rest.trim() || null, words: [] }
          : { name, type: parenthesised.trim(), words: [rest] };
    } else if (entryIndent !== null && indent <= entryIndent) {
      break;
    } else {
      current?.words.push(content);
    }
  }
  finish();
  return described;
}
