import type { Slot } from './slot.js';

/** Named sets of slots: for each group the names and patterns of its slots. */
export type Groups = ReadonlyMap<string, readonly string[]>;

/** The names of the groups of a slot, in the order of the groups. */
export type GroupsOf = (slot: Pick<Slot, 'streamId' | 'instanceId' | 'address'>) => readonly string[];

/** In a pattern, `*` stands for any characters, and `?` for one. */
export function createGroupsOf(groups: Groups): GroupsOf {
  const all = [...groups].map(([name, patterns]) => ({ name, patterns: patterns.map(toExpression) }));
  return ({ streamId, instanceId, address }) => {
    const names = [streamId, instanceId, address].filter((name) => name !== null);
    return all
      .filter(({ patterns }) => patterns.some((pattern) => names.some((name) => pattern.test(name))))
      .map(({ name }) => name);
  };
}

function toExpression(pattern: string): RegExp {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replace(/\*+/g, '.*').replaceAll('?', '.')}$`, 's');
}
