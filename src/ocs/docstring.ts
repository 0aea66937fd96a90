/** A parameter of an operation as its docstring describes it: a hint, since docstrings can be wrong. */
export interface ParameterHint {
  readonly name: string;
  /** The default as Python text; null if the signature gives none, so that it is required. */
  readonly default: string | null;
  /** As the Args section gives it, such as "float, optional"; null if it gives none. */
  readonly type: string | null;
  readonly description: string | null;
}

/** True if the docstring has a signature, and no `*args` or `**kwargs` in it that take what it does not name. */
export function namesEveryParameter(docstring: string): boolean {
  return signatureOf(unfolded(docstring))?.includes('*') === false;
}

/**
 * Reads the parameters of an operation from its docstring, as OCS writes it: a first line that is the
 * signature, `take_noise(duration=30., tag=None)`, and a section `Args` or `Parameters` of Google's or NumPy's
 * style. Never fails; what it cannot read it leaves out.
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

/** With lines that end in a backslash joined to the next. */
function unfolded(docstring: string): string {
  return docstring.replaceAll(/\\\s*\n\s*/g, ' ');
}

/** What stands between the parentheses of the first line; null if it is no signature. */
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

/** Splits at the commas that stand in no brackets. */
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
    // "name : type" of NumPy's style, or "name (type): description" of Google's.
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
