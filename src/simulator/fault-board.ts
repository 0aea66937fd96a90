import { type Clock, systemClock } from '../lib/clock.js';
import type { Closable } from '../wamp/types.js';
import { findSlots, type PlannedFault, parseFault } from './fault-text.js';
import type { SimulatedSlot } from './slot.js';
import type { SlotName } from './slot-names.js';

/** A slot with its names. */
export interface NamedSlot {
  readonly name: SlotName;
  readonly slot: SimulatedSlot;
}

/** The faults that operators have set, as texts. */
export interface FaultBoard {
  /** All active and planned faults, one text for each slot: `s2=silent@30..60`. */
  readonly faults: readonly string[];
  /**
   * Sets the fault that `parseFault` reads. Its times count from now.
   * @throws {Error} for an invalid text, with what was expected
   */
  set(text: string): void;
  /**
   * Clears all faults, or those of some slots, named as in `parseFault`. Crashed agents come back.
   * @throws {Error} for an unknown slot
   */
  clear(slots?: string): void;
}

export function createFaultBoard(slots: readonly NamedSlot[], clock: Clock = systemClock): FaultBoard {
  const names = slots.map(({ name }) => name);
  const orders = new Set<{ readonly name: SlotName; readonly text: string; readonly held: Closable }>();

  function order({ name, slot }: NamedSlot, { fault, from, to, rest }: PlannedFault): void {
    let held: Closable | null = null;
    const timers: Closable[] = [];
    const entry = {
      name,
      text: `${name.shortName}${rest}`,
      held: {
        close() {
          for (const timer of timers) timer.close();
          held?.close();
          orders.delete(entry);
        },
      },
    };
    orders.add(entry);
    const begin = () => {
      held = slot.fault(fault);
      // A restart is over at once.
      if (fault.kind === 'restart' && fault.operation === undefined) entry.held.close();
    };
    if (to !== null) timers.push(clock.after(to * 1000, () => entry.held.close()));
    if (from > 0) timers.push(clock.after(from * 1000, begin));
    else begin();
  }

  return {
    get faults() {
      return [...orders].map(({ text }) => text);
    },
    set(text) {
      const parsed = parseFault(text, names);
      if (!parsed.ok) throw new Error(`expected ${parsed.wanted}, got ${text}`);
      for (const named of slots) {
        if (parsed.value.slots.includes(named.name)) order(named, parsed.value);
      }
    },
    clear(text = 'all') {
      const wanted: string[] = [];
      const found = findSlots(text, names, wanted);
      if (wanted.length > 0) throw new Error(`expected ${wanted.join('; and ')}, got ${text}`);
      for (const { name, held } of [...orders]) if (found.includes(name)) held.close();
    },
  };
}
