import { systemClock } from '../lib/clock.js';
import { shortened } from '../lib/shortened.js';
import { tableOf } from './table.js';

/** Where a command writes its results. */
export interface Output {
  /** JSON for programs, one value per line; otherwise text for people. */
  readonly isJson: boolean;
  write(text: string): void;
}

/** Writes a value as JSON, or as text. */
export function show(out: Output, value: unknown, text: () => string): void {
  out.write(out.isJson ? `${JSON.stringify(value)}\n` : text());
}

/** Writes a list as one JSON value, or as a table. @param none the text if the list is empty */
export function showList<Item>(
  out: Output,
  items: readonly Item[],
  head: readonly string[],
  rowOf: (item: Item) => readonly string[],
  none: string,
): void {
  show(out, items, () => listText(items.map(rowOf), head, none));
}

/** A table, or the text `none` if there are no rows. */
export function listText(
  rows: readonly (readonly string[])[],
  head: readonly string[],
  none: string,
): string {
  return rows.length === 0 ? `${none}\n` : tableOf(head, rows);
}

export const nameOf = ({
  streamId,
  instanceId,
}: {
  readonly streamId: string | null;
  readonly instanceId: string;
}) => streamId ?? instanceId;

/** Longer notes would push the other columns off the screen. */
const LONGEST_NOTE = 60;

/** A note in one line of a table. */
export function lineOf(note: string | null): string | null {
  return note && shortened(note.replace(/\s+/g, ' '), LONGEST_NOTE);
}

/** An ISO time, in the time zone of the user. */
export function timeOf(iso: string): string {
  return new Date(iso).toLocaleString('sv-SE');
}

/** The time of day now, in the time zone of the user. */
export function timeOfDay(): string {
  return systemClock.now().toLocaleTimeString('sv-SE');
}
