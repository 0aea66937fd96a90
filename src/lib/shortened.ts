/** Returns the text, without its middle if it is longer than `most` characters. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = Math.floor(most / 3);
  return `${text.slice(0, most - end)} … ${text.slice(text.length - end)}`;
}
