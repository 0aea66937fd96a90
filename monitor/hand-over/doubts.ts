import type { Truth } from '../top/truth.js';

/** Why the hand-over may not show how the slots are now; empty if it does. `slots` is their number, null if it is not known. */
export function doubts({ good, text, meaning }: Truth, slots: number | null): readonly string[] {
  return [
    ...(good ? [] : [text, ...(meaning === null ? [] : [meaning])]),
    ...(slots === null ? ['No data yet: the page knows nothing about the slots.'] : []),
    ...(slots === 0 ? ['No slot is known yet.'] : []),
  ];
}

/** To when the hand-over is true, in milliseconds since 1970. */
export const timeOfData = ({ good, asOf }: Truth, now: number): number => (good ? now : (asOf ?? now));
