import { isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import type { CheckedPreset, Preset, PresetMistake } from '../core/presets.js';
import { messageOf } from '../lib/error-message.js';

/** Something that is wrong in a file of presets. */
export interface Mistake {
  readonly line: number;
  readonly message: string;
}

export interface ParsedPresets {
  readonly presets: readonly Preset[];
  readonly mistakes: readonly Mistake[];
}

const EXAMPLE = 'noise: {operation: take_noise, streamIds: [ufm_mv5], params: {duration: 30}}';

/**
 * Reads a YAML mapping from the names of presets to presets. A preset with a mistake is left out.
 * @param check checks one preset
 */
export function parsePresets(text: string, check: (value: unknown) => CheckedPreset): ParsedPresets {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, logLevel: 'silent' });
  const lineOf = (range: readonly number[] | null | undefined) => lineCounter.linePos(range?.[0] ?? 0).line;
  if (document.errors.length > 0) {
    const mistakes = document.errors.map(({ pos, message }) => ({ line: lineOf(pos), message }));
    return { presets: [], mistakes };
  }
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === null)) return { presets: [], mistakes: [] };
  if (!isMap(root)) {
    const message = `expected a name for each preset, followed by the preset, such as ${EXAMPLE}`;
    return { presets: [], mistakes: [{ line: lineOf(root.range), message }] };
  }
  let values: Readonly<Record<string, unknown>>;
  try {
    values = document.toJS() as Readonly<Record<string, unknown>>;
  } catch (error) {
    // Aliases that expand to too much.
    return { presets: [], mistakes: [{ line: lineOf(root.range), message: messageOf(error) }] };
  }
  const presets: Preset[] = [];
  const mistakes: Mistake[] = [];
  for (const [name, value] of Object.entries(values)) {
    const checked = check(value);
    if (checked.ok) presets.push({ name, ...checked.preset });
    else {
      for (const { path, message } of checked.mistakes) {
        mistakes.push({ line: lineOf(placeOf(root, [name, ...path])), message: `${name}: ${message}` });
      }
    }
  }
  return { presets, mistakes };
}

/** The range of the deepest node on the path: of the key in a mapping, and of the value in a list. */
function placeOf(root: YAMLMap, path: PresetMistake['path']): readonly number[] | null | undefined {
  let node: unknown = root;
  let range: readonly number[] | null | undefined = root.range;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (!pair) return range;
      if (isScalar(pair.key)) range = pair.key.range;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      if (typeof node !== 'object' || node === null || !('range' in node)) return range;
      range = node.range as readonly number[];
    } else return range;
  }
  return range;
}
