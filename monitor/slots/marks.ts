import type { Slot } from '../live/model.js';

/** Something that people must know before they command a slot, besides its state. */
export interface Mark {
  readonly word: string;
  /** The whole sentence. */
  readonly text: string;
}

/** A stream id that another slot has too, and exclusive grants that somebody holds. */
export function marksOf({ problems, exclusiveGrants }: Slot): readonly Mark[] {
  const conflicts = problems.filter(({ code }) => code === 'NAME_CONFLICT');
  return [
    ...conflicts.map(({ message }) => ({ word: 'name shared', text: message })),
    ...(exclusiveGrants ?? []).map(({ name, grantee }) => ({
      word: `locked: ${name}`,
      text: `${grantee ?? 'A client without a name'} holds the exclusive grant ${name}: others have a lower access level on this slot.`,
    })),
  ];
}
