import { createRandom, type Random } from '../../src/simulator/pysmurf-controller/random.js';

/** What can go wrong with each store. */
export const STORE_FAULTS = {
  sqlite: ['disk full'],
  postgres: ['database killed', 'database stopped'],
} as const;
export type StoreKind = keyof typeof STORE_FAULTS;
export type StoreFaultKind = (typeof STORE_FAULTS)[StoreKind][number];

/** What else can go wrong; `test/README.md` shows how often each was tried. */
export const COMMON_FAULTS = [
  'router killed',
  'router stopped',
  'link cut',
  'link silent',
  'slot killed',
  'slot frozen',
  'subprocess died',
  'operation failed',
  'server paused',
  'clock stepped',
  'server killed',
] as const;
export type FaultKind = (typeof COMMON_FAULTS)[number] | StoreFaultKind;

export function isStoreFault(kind: FaultKind): kind is StoreFaultKind {
  return Object.values(STORE_FAULTS).some((kinds) => (kinds as readonly FaultKind[]).includes(kind));
}

export interface Fault {
  readonly kind: FaultKind;
  /** Seconds after the beginning. */
  readonly at: number;
  /** Seconds until it is mended. */
  readonly lasts: number;
  /** Index of the slot; unused where the fault is nobody's own. */
  readonly slot: number;
}

export type Command =
  | {
      readonly kind: 'run';
      readonly at: number;
      readonly slots: readonly number[];
      /** Seconds of noise. */
      readonly duration: number;
      readonly maxConcurrency?: number;
      readonly timeoutSeconds?: number;
    }
  | { readonly kind: 'stream'; readonly at: number; readonly slots: readonly number[] }
  /** Of the run that was started last. */
  | { readonly kind: 'cancel'; readonly at: number }
  /** Of the streams on all slots. */
  | { readonly kind: 'stop'; readonly at: number }
  | { readonly kind: 'stopAll'; readonly at: number };

/** One night in short: commands, and what goes wrong meanwhile. */
export interface Schedule {
  readonly seed: number;
  readonly commands: readonly Command[];
  readonly faults: readonly Fault[];
}

/** The most seconds for which the fault lasts. */
const LONGEST: Readonly<Record<FaultKind, number>> = {
  'router killed': 10,
  'router stopped': 10,
  'link cut': 8,
  'link silent': 30,
  'slot killed': 12,
  'slot frozen': 25,
  'subprocess died': 6,
  'operation failed': 5,
  'server paused': 30,
  'clock stepped': 20,
  'server killed': 15,
  'disk full': 15,
  'database killed': 15,
  'database stopped': 15,
};

/** The same seed draws the same schedule. */
export function drawSchedule(seed: number, slotCount: number, kinds: readonly FaultKind[]): Schedule {
  const random = createRandom(seed);
  const between = (low: number, high: number) => low + (high - low) * random.uniform();
  const someSlots = () => random.sample(slotCount, 1 + Math.floor(random.uniform() * slotCount));

  function drawCommand(index: number): Command {
    // Something that a stop can reach while the store is away.
    if (index === 0 && isStoreFault(first.kind) && random.uniform() < 0.5) {
      return { kind: 'stream', at: 0, slots: someSlots() };
    }
    const at = index === 0 ? 0 : between(1, 16);
    const draw = index === 0 ? 0 : random.uniform();
    if (draw < 0.6) return drawRun(at);
    if (draw < 0.75) return { kind: 'stream', at, slots: someSlots() };
    if (draw < 0.9) return { kind: 'cancel', at };
    return { kind: 'stopAll', at };
  }

  function drawRun(at: number): Command {
    return {
      ...{ kind: 'run', at, slots: someSlots(), duration: Math.round(between(1, 10)) },
      ...(random.uniform() < 0.4 && { maxConcurrency: 1 }),
      ...(random.uniform() < 0.2 && { timeoutSeconds: Math.round(between(2, 8)) }),
    };
  }

  // The seed has a say in the kind, so that each kind has its turn in a row of seeds.
  const first = drawFault(kinds[seed % kinds.length] ?? 'link cut');
  const second = drawFault(pick(random, kinds));
  const drawn = Array.from({ length: 3 + Math.floor(random.uniform() * 3) }, (_, index) =>
    drawCommand(index),
  );
  return {
    seed,
    commands: [...drawn, ...drawMeanwhile(first)].sort((one, other) => one.at - other.at),
    faults: random.uniform() < 0.4 && targetOf(first) !== targetOf(second) ? [first, second] : [first],
  };

  /** While the store does not work, a new run is rejected and a stop goes out. */
  function drawMeanwhile({ kind, at, lasts }: Fault): Command[] {
    if (!isStoreFault(kind)) return [];
    const stop = random.uniform() < 0.5 ? 'stop' : 'stopAll';
    return [drawRun(at + lasts * between(0.1, 0.5)), { kind: stop, at: at + lasts * between(0.5, 0.9) }];
  }

  function drawFault(kind: FaultKind): Fault {
    return {
      kind,
      at: between(0, 8),
      lasts: between(1, LONGEST[kind]),
      slot: Math.floor(random.uniform() * slotCount),
    };
  }
}

/** Two faults of one target would mend each other. */
function targetOf({ kind, slot }: Fault): string {
  const [target = ''] = kind.split(' ');
  return ['slot', 'subprocess', 'operation'].includes(target) ? `slot ${slot}` : target;
}

function pick<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random.uniform() * values.length)] as T;
}
