/**
 * The place of a message of the server: the option that it names, or `params` or `slotParams`, or `slots` for
 * everything else.
 */
export function placeOf(message: string): string {
  const [, option] = /\boptions\.(\w+)/.exec(message) ?? [];
  if (option === 'slotParams') return option;
  if (option !== undefined) return `options.${option}`;
  if (/exclusive grant/i.test(message)) return 'options.exclusive';
  return /^params\b/.test(message) ? 'params' : 'slots';
}
