import type { OptionReader } from '../cli/option-values.js';
import type { Problem } from '../problem.js';
import { readText } from '../text-file.js';
import type { Sources } from '../types.js';

/**
 * The path of `--presets`; null without this option. Mistakes in the file do not prevent the start: the server reports
 * them, and reads the file again when it changes.
 */
export function readPresetsPath(
  reader: OptionReader,
  { readFile }: Sources,
  problems: Problem[],
): string | null {
  const path = reader.read('presets', (value) => ({ ok: true, value }));
  if (path === undefined) return null;
  readText(path, readFile, problems, 'the presets (--presets)');
  return path;
}
