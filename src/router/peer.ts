/** A client that has joined the realm, or one request to the HTTP bridge. */
export interface Peer {
  /** The WAMP session id. */
  readonly id: number;
  /** The client announced `call_canceling` as a callee, so it understands INTERRUPT. */
  readonly interruptible: boolean;
  /** Sends one message; does nothing once the client is gone. */
  send(message: readonly unknown[]): void;
}

/**
 * A random id from the whole range that WAMP allows, as in Crossbar. So a client that cannot handle integers above 2^32
 * fails here too, and not only at an observatory.
 */
export function randomId(): number {
  return 1 + Math.floor(Math.random() * (Number.MAX_SAFE_INTEGER - 1));
}
