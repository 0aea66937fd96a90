const WIDTH = 79;

/** Name, Python type and meaning of a parameter. */
export type DocumentedParameter = readonly [name: string, type: string, text: string];

export interface Documentation {
  /** As Python would write the call, with defaults. */
  readonly signature: string;
  readonly kind: 'Task' | 'Process';
  readonly text: string;
  readonly args?: readonly DocumentedParameter[];
}

/** A docstring in the layout of OCS: signature, kind and purpose, then the section `Args`. */
export function docstring({ signature, kind, text, args = [] }: Documentation): string {
  const parameters = args.map(([name, type, meaning]) => `${name} : ${type}\n${wrap(meaning, '    ')}`);
  const section = parameters.length > 0 ? [`Args\n-----\n${parameters.join('\n')}`] : [];
  return [signature, wrap(`**${kind}** - ${text}`, ''), ...section].join('\n\n');
}

function wrap(text: string, indent: string): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > WIDTH) lines.push(indent + word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.join('\n');
}
