/** When a contender asked for `take_noise` on all slots, and when it knew that all had ended. */
export interface Attempt {
  /** UNIX seconds, taken just before the request leaves the caller. */
  readonly requestedAt: number;
  /** UNIX seconds, taken when the caller holds the answer. */
  readonly knownAt: number;
  /** What the contender says of the outcome: true if all slots succeeded. */
  readonly success: boolean;
}

/** One way to command all slots at once. */
export interface Contender {
  readonly name: string;
  takeNoise(seconds: number): Promise<Attempt>;
  close(): Promise<void>;
}
