import { readFile } from 'node:fs/promises';
import type { CheckedPreset, Presets } from '../core/presets.js';
import { problem } from '../core/slots/problem.js';
import type { Clock } from '../lib/clock.js';
import { messageOf } from '../lib/error-message.js';
import { type FileWatch, watchFile } from '../lib/file-watch.js';
import type { Logger } from '../lib/logger.js';
import { createTopic, logListenerErrors } from '../lib/topic.js';
import { type Mistake, parsePresets } from './parse-presets.js';

/** Longer files are certainly a mistake. */
const MAX_BYTES = 1_000_000;
/** Further mistakes are only counted. */
const MAX_MISTAKES = 20;

export interface PresetFileOptions {
  readonly path: string;
  readonly check: (value: unknown) => CheckedPreset;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface PresetFile extends Presets, FileWatch {}

/**
 * The presets in a YAML file, which is read again when it changes. A preset with a mistake is left out, and the mistake
 * is a problem with its line. If the whole file cannot be used, the old presets stay.
 */
export async function openPresetFile({ path, check, clock, logger }: PresetFileOptions): Promise<PresetFile> {
  const changes = createTopic<void>(logListenerErrors(logger));
  let list: Presets['list'] = [];
  let problems: Presets['problems'] = [];

  function report(mistakes: readonly Mistake[]): void {
    const shown = mistakes.slice(0, MAX_MISTAKES).map(({ line, message }) => `${path}:${line}: ${message}`);
    const more = mistakes.length - shown.length;
    if (more > 0) shown.push(`${path}: ${more} more mistakes`);
    for (const message of shown) logger.warn({ mistake: message }, 'a mistake in the file of the presets');
    problems = shown.map((message, index) =>
      problem({ code: 'PRESET_INVALID', message, since: clock.now() }, String(index)),
    );
  }

  async function read(): Promise<void> {
    try {
      const bytes = await readFile(path);
      if (bytes.length > MAX_BYTES) throw new Error(`it is longer than ${MAX_BYTES} bytes`);
      const { presets, mistakes } = parsePresets(bytes.toString('utf8'), check);
      if (presets.length > 0 || mistakes.length === 0) list = presets;
      report(mistakes);
      logger.info({ path, presets: list.length }, 'read the presets');
    } catch (error) {
      report([{ line: 1, message: `the file cannot be used, so the old presets stay: ${messageOf(error)}` }]);
    }
    changes.emit();
  }

  const watch = await watchFile({ paths: [path], read, clock });
  return {
    get list() {
      return list;
    },
    get problems() {
      return problems;
    },
    changes,
    ...watch,
  };
}
