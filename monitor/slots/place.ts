/** Where a slot is on the telescope, as its instance id says. */
export interface Place {
  /** The crate, such as `1`; null if the instance id does not name one. */
  readonly crate: string | null;
  /** The slot in its crate, such as `s4`; the whole instance id if it does not end so. */
  readonly slot: string;
}

const CRATE = /crate[-_]?(\d+)/i;
const SLOT = /s(?:lot)?[-_]?(\d+)$/i;

/** Reads instance ids such as `pysmurf-controller-crate1-s4` and `crate1slot4`. */
export function placeOf(instanceId: string): Place {
  const slot = SLOT.exec(instanceId)?.[1];
  return {
    crate: CRATE.exec(instanceId)?.[1] ?? null,
    slot: slot === undefined ? instanceId : `s${slot}`,
  };
}
