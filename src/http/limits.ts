/** What one client may cost. */
export interface HttpLimits {
  /** The body of a request, and one message of a WebSocket. */
  readonly bodyBytes: number;
  /** How long a request may take to arrive. */
  readonly requestMs: number;
  /**
   * What may wait to be sent to one WebSocket client. A page may open with several subscriptions that each begin
   * with the state of 2,000 slots.
   */
  readonly waitingBytes: number;
}

export const DEFAULT_LIMITS: HttpLimits = {
  bodyBytes: 1024 * 1024,
  requestMs: 30_000,
  waitingBytes: 16 * 1024 * 1024,
};
