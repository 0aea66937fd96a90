/** A text for people: what is too long for them loses its middle, so that a beginning and an end stay. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = Math.floor(most / 3);
  return `${text.slice(0, most - end)} … ${text.slice(text.length - end)}`;
}
