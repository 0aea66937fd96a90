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
 * The simulated SMuRF slot with its detectors. It exists without an agent, and keeps its state when an
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
  /** Puts tones on the resonators of these bands, of all bands by default. */
  lockTones(bands?: readonly number[]): void;
  /** The data stream to files of type G3. */
  readonly stream: G3Stream;
  openStream(tag: string, action: string): void;
  closeStream(): void;
}

/**
 * sodetlib writes these registers when the stream opens and clears them when it closes, so that pysmurf's action
 * is known while data flow and at no other time (sodetlib 0.6.5, stream.py, `stream_g3_on` and `stream_g3_off`).
 */
export interface G3Stream {
  readonly open: boolean;
  readonly tag: string;
  /** Name of the function that opened the stream; empty while it is closed. */
  readonly action: string;
  /** Start of the action in UNIX seconds; 0 while the stream is closed. */
  readonly since: number;
}

const CLOSED: G3Stream = { open: false, tag: '', action: '', since: 0 };

/** Starts as a slot that was set up, with all tones on and no bias on the detectors. */
export function createHardware({ slot, streamId, seed, clock = systemClock }: HardwareOptions): Hardware {
  const seconds = () => Math.floor(clock.now().getTime() / 1000);
  const detectors = createDetectors(createRandom(seed, slot, 1));
  const biases = Array.from({ length: BIAS_GROUPS }, () => 0);
  const lockedBands = new Set<number>();
  let channelMask: readonly number[] = [];
  let stream = CLOSED;

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
    get stream() {
      return stream;
    },
    openStream(tag, action) {
      stream = { open: true, tag, action, since: seconds() };
    },
    closeStream() {
      stream = CLOSED;
    },
  };
}
