import type { Slot } from '../live/model.js';

/** Whether the outcome of an operation on the slot is unknown, and nobody has acknowledged that. */
export function isUnchecked({ problems }: Pick<Slot, 'problems'>): boolean {
  return problems.some(({ code }) => code === 'OUTCOME_UNKNOWN');
}
