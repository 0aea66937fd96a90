import { type Mode, modeInWords } from '../runs/mode.js';
import { duration } from '../shared/duration.js';
import { isObject, type Kind, type Values } from './entries.js';
import type { Field } from './model.js';

/** How a run is done, in the order of a person's thoughts: who runs when, when it ends early, which slots, and why. */
export const OPTION_FIELDS: readonly Field[] = [
  option('maxConcurrency', 'slotCount', 'all at once', 'Number of slots that run at the same time, or 25%.'),
  option(
    'batches',
    'slotCounts',
    'one batch',
    'Sizes, one batch after the other, such as 1, 25%, 100%. The last one repeats.',
  ),
  option(
    'maxErrors',
    'slotCount',
    'no limit; 0 with batches',
    'If more slots than this do not succeed, no further slot starts. Needs maxConcurrency or batches.',
  ),
  option(
    'settleSeconds',
    'number',
    '0',
    'Pause before the next slot or batch, in seconds. Needs maxConcurrency or batches.',
  ),
  option(
    'timeoutSeconds',
    'number',
    'default of the server',
    'Time limit of each slot from its own start, in seconds.',
  ),
  option('minSlots', 'integer', 'no minimum', 'The start is rejected if fewer slots can be commanded.'),
  option(
    'skipUnavailable',
    'yesNo',
    'true',
    'Skip slots that have expired, are out of service or have an unknown outcome. If false, the server rejects the start because of one such slot.',
  ),
  option('force', 'yesNo', 'false', 'Also command slots whose last outcome is unknown.'),
  option('exclusive', 'grant', 'no grant', 'Name of the exclusive grant to hold during the run.'),
  option('tagWithRunId', 'yesNo', 'false', 'Send the id of the run as the parameter tag.'),
  option('labels', 'words', 'none', 'To find the run later, such as calibration, campaign:2026-11.'),
  option('note', 'text', 'no note', 'Why the run is made, for other people.'),
];

function option(name: string, kind: Kind, byDefault: string, hint: string): Field {
  return { name, kind, byDefault, hint, type: null, isRequired: false };
}

/** The options in one line, such as `4 at a time, default time limit, no note`. */
export function optionsInWords(options: Values): string {
  const { timeoutSeconds, skipUnavailable, force, tagWithRunId, labels, note } = options;
  const all = Array.isArray(labels) ? labels.join(', ') : '';
  const words = [
    modeInWords(modeOf(options)),
    typeof timeoutSeconds === 'number'
      ? `time limit ${duration(timeoutSeconds * 1000)}`
      : 'default time limit',
    skipUnavailable === false && 'skips no slot',
    force === true && 'also slots with an unknown outcome',
    tagWithRunId === true && 'tagged with the id of the run',
    all !== '' && `labels ${all}`,
    typeof note === 'string' && note !== '' ? `note “${note}”` : 'no note',
  ];
  return words.filter((word) => word !== false).join(', ');
}

/** As the run will have it: with batches, the server tolerates no error if none are named. */
function modeOf({ batches, maxConcurrency, maxErrors, settleSeconds, minSlots, exclusive }: Values): Mode {
  const count = (value: unknown) => (typeof value === 'number' || typeof value === 'string' ? value : null);
  return {
    batches: Array.isArray(batches) ? batches : null,
    maxConcurrency: count(maxConcurrency),
    maxErrors: count(maxErrors) ?? (batches === undefined ? null : 0),
    settleSeconds: typeof settleSeconds === 'number' ? settleSeconds : 0,
    minSlots: typeof minSlots === 'number' ? minSlots : null,
    grant: isObject(exclusive) ? String(exclusive['grant']) : null,
  };
}
