import type { GrantBlock } from '../../memory-director.js';
import type { Random } from '../random.js';

/** The access director of one seed, and those who ask it for grants. */
export interface DirectorHabits {
  /** The average time in seconds between two faults of a kind; null for never. */
  readonly restart: number | null;
  readonly silence: number | null;
  /** The average time in seconds after which another client asks for a grant again; null if it never does. */
  readonly otherClient: number | null;
  /** The chance that a run asks for a grant. */
  readonly asks: number;
}

/** Every password of a grant contains this text, so that it is found wherever it should not be. */
export const GRANT_SECRET = 'sesame';

export const instanceIdOf = ({ address }: { readonly address: string }) =>
  address.replace(/^observatory\./, '');

/** One seed in four has an access director. */
export function drawDirector(random: Random, isCalm: boolean): DirectorHabits | null {
  if (!random.chance(0.25)) return null;
  const some = (chance: number, low: number, high: number) =>
    random.chance(chance) && !isCalm ? random.between(low, high) : null;
  return {
    restart: some(0.35, 30, 200),
    silence: some(0.35, 20, 200),
    otherClient: random.chance(0.6) ? random.between(20, 150) : null,
    asks: random.between(0.1, 0.7),
  };
}

/** The password of the grant `day`. */
export const DAY_PASSWORD = `${GRANT_SECRET} of the day`;

/** `night` covers all slots, and `day` some of them; `day` needs a password. Both lock every level. */
export function grantBlocks(slots: readonly { readonly address: string }[], random: Random): GrantBlock[] {
  const covering = (some: typeof slots) =>
    some.map((slot) => ({ instance_id: instanceIdOf(slot), cred_level: 2, lockout_levels: [1, 2, 3] }));
  return [
    { name: 'night', grants: covering(slots) },
    { name: 'day', password: DAY_PASSWORD, grants: covering(slots.filter(() => random.chance(0.5))) },
  ];
}
