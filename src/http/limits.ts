/** Limits for one client. */
export interface HttpLimits {
  /** Maximum size of the body of a request, and of one message of a WebSocket. */
  readonly bodyBytes: number;
  /** Maximum size of the head of a request. An address of the monitor can name every selected slot, of 2,000. */
  readonly headBytes: number;
  /** Maximum time in which a request must arrive. */
  readonly requestMs: number;
  /**
   * Maximum number of bytes that wait to be sent to one WebSocket client. A page can begin with several
   * subscriptions, each with the state of 2,000 slots.
   */
  readonly waitingBytes: number;
}

export const DEFAULT_LIMITS: HttpLimits = {
  bodyBytes: 1024 * 1024,
  headBytes: 128 * 1024,
  requestMs: 30_000,
  waitingBytes: 16 * 1024 * 1024,
};
