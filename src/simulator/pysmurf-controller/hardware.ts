import { type Clock, systemClock } from '../../lib/clock.js';
import { BANDS, BIAS_GROUPS, createDetectors, type Detector } from './detectors.js';
import { createRandom, type Random } from './random.js';

/** Relative slope of a detector's resistance over its bias voltage, in the middle of the transition. */
const TRANSITION_SLOPE = 2;

export interface HardwareOptions {
  readonly slot: number;
  readonly streamId: string;
  readonly seed: number;
  readonly clock?: Clock;
}

/**
 * The simulated SMuRF slot with its detectors. It does not need an agent, and keeps its state when an agent dies: tones
 * and biases stay on.
 */
export interface Hardware {
  readonly slot: number;
  readonly streamId: string;
  /** For the noise between measurements. */
  readonly random: Random;
  readonly detectors: readonly Detector[];
  /** V, for each of the 12 bias groups. */
  readonly biases: readonly number[];
  /** Detectors that are read out now. */
  active(): readonly Detector[];
  /** Channels of the data stream. As in the register, they stay when the tones are switched off. */
  readonly channelMask: readonly number[];
  setBias(biasGroup: number, volts: number): void;
  /** Voltage that brings the median detector of a bias group to `rfrac`. */
  biasFor(biasGroup: number, rfrac: number): number;
  /** Resistance at the current bias as a fraction of the normal resistance, 0 to 1; NaN without a bias line. */
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
 * sodetlib writes these registers when the stream opens and clears them when it closes. So the action of pysmurf is
 * known only while data flow (sodetlib 0.6.5, stream.py, `stream_g3_on` and `stream_g3_off`).
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

/** Creates a slot that is set up: all tones are on, and the detectors have no bias. */
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
        throw new Error(`Unknown bias group ${biasGroup}: the bias groups are 0 to 11.`);
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
