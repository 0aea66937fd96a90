/** When a contender requested `take_noise` on all slots, and when it knew that all had ended. */
export interface Attempt {
  /** UNIX seconds, just before the caller sends the request. */
  readonly requestedAt: number;
  /** UNIX seconds, when the caller has the answer. */
  readonly knownAt: number;
  /** The outcome that the contender reports: true if all slots succeeded. */
  readonly success: boolean;
}

/** One way to command all slots at once. */
export interface Contender {
  readonly name: string;
  takeNoise(seconds: number): Promise<Attempt>;
  close(): Promise<void>;
}
