import type { WantedGrant } from '../../../src/core/grants/grant-holder.js';
import { createSecret } from '../../../src/lib/secret.js';
import type { Random } from '../random.js';
import { DAY_PASSWORD, type DirectorHabits } from './habits.js';

/** Chance that a client has the wrong password, or none. */
const WRONG = 0.1;

/** The grant that a run asks for; null for none. Without an access director nothing is drawn. */
export function drawWantedGrant(random: Random, habits: DirectorHabits | null): WantedGrant | null {
  if (habits === null || !random.chance(habits.asks)) return null;
  if (random.chance(0.5)) return { grant: 'night', password: undefined };
  return { grant: 'day', password: random.chance(WRONG) ? undefined : createSecret(DAY_PASSWORD) };
}
