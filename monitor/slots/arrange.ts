import { type SlotReading, STATES } from '../states/slot-state.js';
import { WORDS } from '../states/words.js';
import { placeOf } from './place.js';

/** What the slots are grouped by. */
export const GROUPINGS = ['crate', 'group', 'state', 'none'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Slots that are shown together. */
export interface SlotGroup {
  /** Empty for the only group of slots that are not grouped. */
  readonly title: string;
  readonly readings: readonly SlotReading[];
}

/** What a person can sort by: the columns of the board. */
const VALUES = {
  state: ({ state }: SlotReading) => STATES.indexOf(state),
  slot: ({ name }: SlotReading) => name,
  instance: ({ slot }: SlotReading) => slot.instanceId,
  now: ({ task, stream }: SlotReading) => (task ?? stream)?.startTime ?? null,
  stream: ({ slot: { state } }: SlotReading) => (state.streaming ? (state.streamTag ?? '') : null),
  channels: ({ slot }: SlotReading) => slot.state.numActiveChannels,
  action: ({ slot }: SlotReading) => slot.state.pysmurfAction || null,
  outcome: ({ outcome }: SlotReading) => outcome?.endTime ?? null,
  alive: ({ slot }: SlotReading) => slot.agentStarted,
} satisfies Readonly<Record<string, (reading: SlotReading) => string | number | null>>;

export type Column = keyof typeof VALUES;

export interface Sort {
  readonly column: Column;
  readonly isDown: boolean;
}

/** Names with numbers in them, in the order of the numbers: `ufm_mv5`, `ufm_mv12`. */
const natural = new Intl.Collator('en', { numeric: true }).compare;

/** Reads a sort from the address: `channels`, or `-channels` for the largest first. */
export function sortOf(text: string | null): Sort | null {
  if (text === null) return null;
  const column = text.replace(/^-/, '');
  return Object.hasOwn(VALUES, column) ? { column: column as Column, isDown: text.startsWith('-') } : null;
}

/** The sort after a click on the head of a column: up, then down, then the order of the server. */
export function nextSort(sort: Sort | null, column: Column): string | null {
  if (sort?.column !== column) return column;
  return sort.isDown ? null : `-${column}`;
}

/** Slots without a value come last, up or down. */
export function sorted(readings: readonly SlotReading[], sort: Sort | null): readonly SlotReading[] {
  if (!sort) return readings;
  const { column, isDown } = sort;
  const keyOf: (reading: SlotReading) => string | number | null = VALUES[column];
  return [...readings].sort((a, b) => {
    const [left, right] = [keyOf(a), keyOf(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return natural(String(left), String(right)) * (isDown ? -1 : 1);
  });
}

/** True if each word of the text is in something that a person knows the slot by. */
export function matches(reading: SlotReading, text: string): boolean {
  const { slot, name, state, task, stream } = reading;
  const { streamTag, pysmurfAction } = slot.state;
  const known = [
    ...[name, slot.instanceId, ...slot.groups, WORDS[state]],
    ...[task?.operation, stream && 'stream', streamTag, pysmurfAction],
  ];
  const where = known.filter(Boolean).join(' ').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => where.includes(word));
}

/** By crate where the instance ids name crates, else by group where there are groups. */
export function usualGrouping(readings: readonly SlotReading[]): Grouping {
  if (readings.some(({ slot }) => placeOf(slot.instanceId).crate !== null)) return 'crate';
  return readings.some(({ slot }) => slot.groups.length > 0) ? 'group' : 'none';
}

/** The titles of the slots without a crate or a group. */
const WITHOUT = { crate: 'No crate', group: 'No group' } as const;

/** The groups in the order of their titles, slots without one last; states in the order of their urgency. */
export function grouped(readings: readonly SlotReading[], by: Grouping): readonly SlotGroup[] {
  if (by === 'none') return readings.length === 0 ? [] : [{ title: '', readings }];
  const groups = new Map<string, SlotReading[]>();
  for (const reading of readings) {
    const title = titleOf(reading, by);
    groups.set(title, [...(groups.get(title) ?? []), reading]);
  }
  const order = [...groups.keys()].sort(by === 'state' ? byUrgency : byTitle(WITHOUT[by]));
  return order.map((title) => ({ title, readings: groups.get(title) ?? [] }));
}

const STATE_WORDS = STATES.map((state) => WORDS[state]);
const byUrgency = (a: string, b: string) => STATE_WORDS.indexOf(a) - STATE_WORDS.indexOf(b);
const byTitle = (last: string) => (a: string, b: string) =>
  Number(a === last) - Number(b === last) || natural(a, b);

function titleOf({ slot, state }: SlotReading, by: Exclude<Grouping, 'none'>): string {
  if (by === 'state') return WORDS[state];
  if (by === 'group') return slot.groups[0] ?? WITHOUT.group;
  const { crate } = placeOf(slot.instanceId);
  return crate === null ? WITHOUT.crate : `Crate ${crate}`;
}
