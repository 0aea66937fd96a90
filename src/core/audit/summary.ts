/** What a request concerns. Everything else in it, such as the parameters of an operation, is left out. */
export interface Subject {
  readonly operation?: unknown;
  /** Names of slots. */
  readonly slots?: unknown;
  /** The id of a run, or of a slot. */
  readonly id?: unknown;
}

const MOST_SLOTS = 10;

/** One line of text; null if the request concerns nothing in particular. Clients may have sent any values. */
export function summaryOf({ operation, slots, id }: Subject): string | null {
  const named = Array.isArray(slots) ? slots.filter(isText) : [slots].filter(isText);
  const shown = named.slice(0, MOST_SLOTS).join(', ');
  const more = named.length > MOST_SLOTS ? ` and ${named.length - MOST_SLOTS} others` : '';
  const parts = [operation, named.length > 0 && `on ${shown}${more}`, id].filter(isText);
  return parts.length === 0 ? null : parts.join(' ');
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
