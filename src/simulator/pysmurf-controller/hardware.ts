import { type Clock, systemClock } from '../../lib/clock.js';
import { BANDS, BIAS_GROUPS, createDetectors, type Detector } from './detectors.js';
import { createRandom, type Random } from './random.js';

/** Rise of a detector's resistance with the bias voltage, in parts of both at the middle of its transition. */
const TRANSITION_SLOPE = 2;

export interface HardwareOptions {
  readonly slot: number;
  readonly streamId: string;
  readonly seed: number;
  readonly clock?: Clock;
}

/**
 * The simulated SMuRF slot with its detectors. It is there without an agent, and keeps its state when an
 * agent dies: tones stay on, biases stay set.
 */
export interface Hardware {
  readonly slot: number;
  readonly streamId: string;
  /** For what differs from one measurement to the next. */
  readonly random: Random;
  readonly detectors: readonly Detector[];
  /** V, for each of the 12 bias groups. */
  readonly biases: readonly number[];
  /** Detectors that are read out now. */
  active(): readonly Detector[];
  /** Channels of the data stream. They outlast the tones, as the register does. */
  readonly channelMask: readonly number[];
  setBias(biasGroup: number, volts: number): void;
  /** Voltage that brings the median detector of a bias group to `rfrac`. */
  biasFor(biasGroup: number, rfrac: number): number;
  /** Resistance at the present bias as a part of the normal one, from 0 to 1; NaN without a bias line. */
  rfrac(detector: Detector): number;
  tonesOff(): void;
  /** Puts tones on the resonators of these bands, of all bands without a list. */
  lockTones(bands?: readonly number[]): void;
  /** What pysmurf is doing, `idle` if nothing, and since when (UNIX seconds). */
  readonly action: { readonly name: string; readonly since: number };
  act(name: string): void;
  /** Whether data goes to files of type G3, and with which tag. */
  readonly stream: { readonly open: boolean; readonly tag: string };
  openStream(tag: string): void;
  closeStream(): void;
}

/** Starts as a slot that was set up, with all tones on and no bias on the detectors. */
export function createHardware({ slot, streamId, seed, clock = systemClock }: HardwareOptions): Hardware {
  const seconds = () => Math.floor(clock.now().getTime() / 1000);
  const detectors = createDetectors(createRandom(seed, slot, 1));
  const biases = Array.from({ length: BIAS_GROUPS }, () => 0);
  const lockedBands = new Set<number>();
  let channelMask: readonly number[] = [];
  let action = { name: 'idle', since: seconds() };
  let stream = { open: false, tag: '' };

  const active = () => detectors.filter(({ band, tracks }) => tracks && lockedBands.has(band));

  function lockTones(bands: readonly number[] = Array.from({ length: BANDS }, (_, band) => band)): void {
    for (const band of bands) lockedBands.add(band);
    channelMask = active().map(({ channel }) => channel);
  }

  lockTones();
  return {
    slot,
    streamId,
    random: createRandom(seed, slot, 2),
    detectors,
    biases,
    active,
    get channelMask() {
      return channelMask;
    },
    setBias(biasGroup, volts) {
      if (!(biasGroup in biases))
        throw new Error(`There is no bias group ${biasGroup}: they go from 0 to 11.`);
      biases[biasGroup] = volts;
    },
    biasFor(biasGroup, rfrac) {
      const members = detectors.filter((detector) => detector.biasGroup === biasGroup);
      const sum = members.reduce((total, { transitionBias }) => total + transitionBias, 0);
      return (sum / Math.max(1, members.length)) * (1 + (rfrac - 0.5) / TRANSITION_SLOPE);
    },
    rfrac({ biasGroup, transitionBias }) {
      const volts = biases[biasGroup] ?? Number.NaN;
      const rfrac = 0.5 + TRANSITION_SLOPE * (volts / transitionBias - 1);
      return Math.min(1, Math.max(0, rfrac));
    },
    tonesOff: () => lockedBands.clear(),
    lockTones,
    get action() {
      return action;
    },
    act(name) {
      action = { name, since: seconds() };
    },
    get stream() {
      return stream;
    },
    openStream(tag) {
      stream = { open: true, tag };
    },
    closeStream() {
      stream = { open: false, tag: '' };
    },
  };
}
