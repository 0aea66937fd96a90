import type { Secret } from '../../lib/secret.js';
import { createTopic, type Topic } from '../../lib/topic.js';
import { type CredLevel, leftOf } from '../../ocs/access/cred-level.js';
import { type HeldGrant, lockedLevels } from '../../ocs/access/grants.js';
import { credentialsOf } from '../../ocs/access/rules.js';
import type { Closable } from '../../wamp/types.js';
import type { Problem } from '../slots/problem.js';
import type { Registry } from '../slots/registry.js';
import type { Slot } from '../slots/slot.js';
import type { GrantReader } from './grant-reader.js';

/** The exclusive grants of the access director that somebody holds, and their effect on slots. */
export interface Grants extends Closable {
  /** ACCESS_DIRECTOR_UNREADABLE; null if there is no problem. */
  readonly problem: Problem | null;
  /** After each change of `problem`. A change of the grants is a change of their slots. */
  readonly changes: Topic<void>;
  /** All grants; null if they are unknown, or there is no access director. */
  readonly all: readonly HeldGrant[] | null;
  /** The grants that lock a level of the slot; null as for `all`. */
  on(slot: Slot): readonly HeldGrant[] | null;
  /**
   * The grants without which the agent would accept the password for the level. Empty if the agent accepts it, if it
   * would refuse it for another reason, or if the grants are unknown.
   * @param own the name of the grant that the caller holds or will hold, so that it does not block the caller
   */
  blocking(slot: Slot, required: number, password: Secret | null, own: string | null): readonly HeldGrant[];
}

/** For a server without an access director. */
export const noGrants: Grants = {
  problem: null,
  changes: createTopic(() => {}),
  all: null,
  on: () => null,
  blocking: () => [],
  close: () => {},
};

/** The highest level with a key in the password file of OCS clients: a caller has at most this level. */
const HIGHEST_OF_CLIENTS: CredLevel = 3;

export interface GrantsOptions {
  readonly reader: GrantReader;
  readonly registry: Pick<Registry, 'slots' | 'touch'>;
  readonly onError: (error: unknown) => void;
}

export function createGrants({ reader, registry, onError }: GrantsOptions): Grants {
  const changes = createTopic<void>(onError);
  let before = shownGrants();
  let problemBefore = reader.problem;

  function on(slot: Slot): readonly HeldGrant[] | null {
    return reader.grants?.filter((grant) => lockedLevels(grant, slot).size > 0) ?? null;
  }

  /** What clients see of the grants on each slot, by address. */
  function shownGrants(): ReadonlyMap<string, string> {
    return new Map(registry.slots.map((slot) => [slot.address, JSON.stringify(on(slot))]));
  }

  /** The level without grants. Until the rules are known, the password is taken to have the highest level. */
  function levelOf(slot: Slot, password: Secret | null): CredLevel {
    if (reader.rules === null) return HIGHEST_OF_CLIENTS;
    const rules = reader.rules.map((rule) => ({ ...rule, lockout: { levels: [], id: null, owner: null } }));
    return credentialsOf(rules, slot, password?.reveal() ?? '').level;
  }

  const listening = reader.changes.listen(() => {
    const now = shownGrants();
    const changed = [...now].filter(([address, shown]) => shown !== before.get(address));
    before = now;
    for (const [address] of changed) registry.touch(address);
    if (reader.problem === problemBefore) return;
    problemBefore = reader.problem;
    changes.emit();
  });

  return {
    get problem() {
      return reader.problem;
    },
    changes,
    get all() {
      return reader.grants;
    },
    on,
    blocking(slot, required, password, own) {
      const others = on(slot)?.filter(({ name }) => name !== own) ?? [];
      const locked = new Set(others.flatMap((grant) => [...lockedLevels(grant, slot)]));
      const level = levelOf(slot, password);
      if (leftOf(level, locked) >= required) return [];
      return others.filter((grant) => {
        const levels = [...lockedLevels(grant, slot)];
        return levels.some((one) => one >= required && one <= level);
      });
    },
    close() {
      listening.close();
      reader.close();
    },
  };
}
