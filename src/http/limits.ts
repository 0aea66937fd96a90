import { DEFAULT_LIMITS as DOCUMENT_LIMITS, type Limits } from '../graphql/limits.js';

/** Limits for clients. */
export interface HttpLimits extends Limits {
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
  /** Maximum number of bytes that wait to be sent to all WebSocket clients. */
  readonly waitingBytesTotal: number;
  /** Operations that one WebSocket may have open. */
  readonly subscriptions: number;
  /** WebSockets and event streams that all clients may have open. */
  readonly sockets: number;
  /** WebSockets and event streams that one address may have open. */
  readonly socketsPerAddress: number;
  /** Runs that one user may start in a minute. */
  readonly runsPerMinute: number;
}

export const DEFAULT_LIMITS: HttpLimits = {
  ...DOCUMENT_LIMITS,
  bodyBytes: 1024 * 1024,
  headBytes: 128 * 1024,
  requestMs: 30_000,
  waitingBytes: 16 * 1024 * 1024,
  waitingBytesTotal: 256 * 1024 * 1024,
  subscriptions: 200,
  sockets: 5000,
  socketsPerAddress: 500,
  runsPerMinute: 300,
};
