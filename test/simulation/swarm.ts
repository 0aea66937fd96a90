import { type DirectorHabits, drawDirector } from './director/habits.js';
import { drawHasGroups } from './groups.js';
import type { NetworkHabits } from './network.js';
import type { Random } from './random.js';
import type { ServerHabits } from './server.js';
import type { SlotHabits } from './slot-operations.js';

/** The average time in seconds between two faults of each kind; null for never. */
export interface FaultHabits {
  readonly linkCut: number | null;
  readonly linkSilent: number | null;
  readonly routerDown: number | null;
  readonly slotCrash: number | null;
  readonly slotFreeze: number | null;
  readonly slotMute: number | null;
  readonly slotCutOff: number | null;
  readonly serverStop: number | null;
  readonly serverKill: number | null;
  readonly clockStep: number | null;
  readonly storeMood: number | null;
  /** Another program starts an operation on a slot. */
  readonly stranger: number | null;
  /** The connection that holds the lock of a server ends or becomes silent. */
  readonly lockLost: number | null;
}

/** Everything that a seed draws before it begins. */
export interface Swarm {
  readonly slots: number;
  /** The number of servers that use the same store. */
  readonly servers: number;
  /** Whether there are no faults: then every outcome must be exact. */
  readonly isCalm: boolean;
  readonly requestSeconds: number;
  readonly slot: SlotHabits;
  readonly network: NetworkHabits;
  readonly server: ServerHabits;
  readonly faults: FaultHabits;
  /** Null without an access director. */
  readonly director: DirectorHabits | null;
  readonly hasGroups: boolean;
}

/**
 * Each seed draws the faults of its world and their frequency. With all faults in every world, each fault would hide
 * the effects of the others.
 */
export function drawSwarm(random: Random): Swarm {
  const isCalm = random.chance(0.08);
  const some = (chance: number, low: number, high: number) =>
    random.chance(chance) && !isCalm ? random.between(low, high) : null;
  const often = (chance: number, most: number) =>
    random.chance(chance) && !isCalm ? random.between(0, most) : 0;
  // A source of its own, so that the other draws do not depend on it.
  const fleet = random.fork('servers');
  const slowestMs = random.pick([20, 200, 1000, 4000]);
  return {
    slots: random.whole(3, 8),
    servers: fleet.chance(0.2) ? fleet.whole(2, 3) : 1,
    isCalm,
    requestSeconds: random.between(3, 20),
    slot: {
      reject: random.chance(0.4) ? random.between(0, 0.15) : 0,
      fail: random.between(0, 0.4),
      hang: often(0.3, 0.1),
      instant: random.between(0, 0.5),
      meanSeconds: random.between(1, 25),
      reportsState: random.chance(0.85),
    },
    network: {
      slowestMs,
      // No telescope has a network that both changes the order of messages and delays them by seconds.
      overtakes: slowestMs <= 1000 && random.chance(0.3),
      loseRequest: often(0.3, 0.05),
      loseAnswer: often(0.5, 0.15),
      garbleAnswer: often(0.3, 0.05),
      garbleEvent: often(0.3, 0.2),
    },
    server: {
      // Longer than the time to detect a silent link, as in any good configuration.
      expireSeconds: random.pick([10, 15, 20]),
      lostSeconds: random.pick([10, 30, 60]),
      holdSeconds: random.pick([10, 30, 60]),
      hasBridge: random.chance(0.7),
      hasOcsFace: random.fork('faces').chance(0.35),
    },
    faults: {
      linkCut: some(0.4, 20, 200),
      linkSilent: some(0.25, 30, 200),
      routerDown: some(0.25, 60, 300),
      slotCrash: some(0.4, 20, 200),
      slotFreeze: some(0.4, 20, 200),
      slotMute: some(0.3, 20, 200),
      slotCutOff: some(0.3, 20, 200),
      serverStop: some(0.3, 30, 200),
      serverKill: some(0.3, 60, 300),
      clockStep: some(0.15, 60, 300),
      storeMood: some(0.35, 30, 150),
      stranger: some(0.4, 10, 100),
      lockLost: fleet.chance(0.4) && !isCalm ? fleet.between(20, 200) : null,
    },
    director: drawDirector(random.fork('director'), isCalm),
    hasGroups: drawHasGroups(random.fork('groups')),
  };
}
