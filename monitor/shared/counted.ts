/** `1 slot`, `3 slots`, `0 slots`. */
export const counted = (count: number, noun: string): string => `${count} ${nounFor(count, noun)}`;

/** The noun alone, where the number stands apart: `slot` for 1, else `slots`. */
export const nounFor = (count: number, noun: string): string => (count === 1 ? noun : `${noun}s`);
