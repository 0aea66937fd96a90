import type { Groups } from '../../src/core/slots/groups.js';
import type { Request } from './history.js';
import type { Random } from './random.js';
import type { Slot } from './slot.js';

/** The groups of one seed, and what they stand for. */
export interface SimulatedGroups {
  /** The configuration of the server. */
  readonly configured: Groups;
  /** The names, or sometimes names of groups instead. Without groups nothing is drawn. */
  perhaps(names: readonly string[]): readonly string[];
  /** The slots that a request with these names means, as s2. */
  slotsOf(names: readonly string[]): readonly string[];
  /** The same for the record of a request; null for all. */
  meaning(names: readonly string[] | null): Pick<Request, 'named' | 'namesGroup'>;
}

export interface GroupOptions {
  readonly random: Random;
  readonly slots: readonly Slot[];
  readonly hasGroups: boolean;
}

/** Two seeds in five have groups. */
export const drawHasGroups = (random: Random): boolean => random.chance(0.4);

export function createGroups({ random, slots, hasGroups }: GroupOptions): SimulatedGroups {
  const members = new Map<string, readonly Slot[]>();
  if (hasGroups) {
    for (const name of ['east', 'west']) {
      const some = slots.filter(() => random.chance(0.5));
      members.set(name, some.length > 0 ? some : [random.pick(slots)]);
    }
  }
  /** A server that does not know the stream id of a slot yet could not tell that the slot belongs to the group. */
  const configured = [...members].map(
    ([name, some]) =>
      [name, some.map((slot) => (random.chance(0.5) ? `*-${slot.name}` : slot.address))] as const,
  );

  function slotsOf(names: readonly string[]): readonly string[] {
    const meant = names.flatMap((given) => {
      const group = members.get(given);
      return group ?? slots.filter(({ name, streamId }) => given === streamId || given.endsWith(`-${name}`));
    });
    return [...new Set(meant)].map(({ name }) => name);
  }

  return {
    configured: new Map(configured),
    perhaps(names) {
      if (!hasGroups || !random.chance(0.4)) return names;
      const groups = random.pick([['east'], ['west'], ['east', 'west']]);
      return random.chance(0.3) ? [...groups, ...names.slice(0, 1)] : groups;
    },
    slotsOf,
    meaning: (names) => ({
      named: names && slotsOf(names),
      namesGroup: names?.some((name) => members.has(name)) ?? false,
    }),
  };
}
