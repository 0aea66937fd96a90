/** A SMuRF crate has cards in slots 2 to 7. */
const FIRST_SLOT = 2;
export const SLOTS_PER_CRATE = 6;

/** The names of a simulated slot. */
export interface SlotName {
  /** Number of the card in its crate: 2 to 7. */
  readonly slot: number;
  /** The end of its instance id: `s2`, or `crate1-s2` if there are several crates. */
  readonly shortName: string;
  readonly instanceId: string;
  readonly streamId: string;
}

export interface NamingOptions {
  /** Number of slots. More than six slots are in several crates. */
  readonly slots: number;
  /** Before the short names; `pysmurf-controller-` by default. */
  readonly instancePrefix?: string;
  /** Before the names of the detector modules; `ufm_` by default, as at the observatory. */
  readonly streamPrefix?: string;
}

/** The names of this number of simulated slots. */
export function nameSlots({ slots, instancePrefix, streamPrefix }: NamingOptions): readonly SlotName[] {
  return Array.from({ length: slots }, (_, index) => {
    const slot = FIRST_SLOT + (index % SLOTS_PER_CRATE);
    const crate = slots > SLOTS_PER_CRATE ? `crate${1 + Math.floor(index / SLOTS_PER_CRATE)}-` : '';
    const shortName = `${crate}s${slot}`;
    return {
      slot,
      shortName,
      instanceId: `${instancePrefix ?? 'pysmurf-controller-'}${shortName}`,
      streamId: `${streamPrefix ?? 'ufm_'}${MODULES[index] ?? `mv${50 + index}`}`,
    };
  });
}

/** Detector modules are named for their kind: `mv` for 90 and 150 GHz, `uv` for 220 and 280 GHz. */
const MODULES = [
  'mv5',
  'mv12',
  'mv17',
  'mv23',
  'mv27',
  'mv33',
  'mv35',
  'uv31',
  'uv38',
  'uv39',
  'uv42',
  'uv46',
  'uv47',
  'mv7',
  'mv9',
  'mv15',
  'mv18',
  'mv19',
  'mv22',
  'mv29',
] as const;
