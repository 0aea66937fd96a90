import { counted, nounFor } from '../shared/counted.js';

/** In which order slots are started, as numbers of slots or parts of them such as `25%`; null for what is not set. */
export interface Mode {
  readonly batches: readonly (number | string)[] | null;
  readonly maxConcurrency: number | string | null;
  readonly maxErrors: number | string | null;
  readonly settleSeconds: number;
  readonly minSlots: number | null;
  /** The name of the exclusive grant that is held. */
  readonly grant: string | null;
}

/** The same in words, such as `2 at a time, stops if a slot does not succeed`. */
export function modeInWords({
  batches,
  maxConcurrency,
  maxErrors,
  settleSeconds,
  minSlots,
  grant,
}: Mode): string {
  const parts = [
    batches && `batches of ${batches.join(', ')}`,
    maxConcurrency !== null && `${maxConcurrency} at a time`,
    batches === null && maxConcurrency === null && 'all at once',
    maxErrors !== null && stopInWords(maxErrors),
    settleSeconds > 0 && `${settleSeconds} s between ${batches ? 'batches' : 'slots'}`,
    minSlots !== null && `at least ${counted(minSlots, 'slot')}`,
    grant !== null && `exclusive grant ${grant}`,
  ];
  return parts.filter(Boolean).join(', ');
}

function stopInWords(maxErrors: number | string): string {
  if (maxErrors === 0) return 'stops if a slot does not succeed';
  const slots = typeof maxErrors === 'number' ? nounFor(maxErrors, 'slot') : 'of the slots';
  return `stops after more than ${maxErrors} ${slots} did not succeed`;
}
