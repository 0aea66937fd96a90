import { type SlotReading, STATES, URGENCY } from '../states/slot-state.js';

/** Slots with the same trouble, in the order of the board. */
export type Need = readonly [SlotReading, ...SlotReading[]];

/** The trouble of the slots, the most urgent first. Slots with the same trouble are one entry. */
export function groupNeeds(readings: readonly SlotReading[]): readonly Need[] {
  const needs = new Map<string, [SlotReading, ...SlotReading[]]>();
  for (const reading of readings) {
    if (URGENCY[reading.state] === 'none') continue;
    const key = troubleOf(reading);
    const known = needs.get(key);
    if (known) known.push(reading);
    else needs.set(key, [reading]);
  }
  return [...needs.values()].sort(([a], [b]) => STATES.indexOf(a.state) - STATES.indexOf(b.state));
}

/** The state and the reason, without what differs from slot to slot: its name, and times of the day. */
function troubleOf({ state, reason, name }: SlotReading): string {
  const common = (reason ?? '').replaceAll(name, '').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '');
  return `${state} ${common}`;
}

/**
 * What is said if no slot needs attention. `slots` is the number of all slots, null if it is not known; `isTrue` says whether
 * the page shows them as they are now.
 */
export function calmText(slots: number | null, isTrue: boolean): string {
  if (slots === null) return 'No data yet.';
  if (slots === 0) return 'No slot is known yet.';
  return isTrue ? 'Nothing: all slots are OK.' : 'All slots were OK in the last data.';
}
