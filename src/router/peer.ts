/** One end of the router: a client that joined the realm, or one request to the HTTP bridge. */
export interface Peer {
  /** The WAMP session id. */
  readonly id: number;
  /** The client announced `call_canceling` as a callee, so it understands INTERRUPT. */
  readonly interruptible: boolean;
  /** Sends one message; does nothing once the client is gone. */
  send(message: readonly unknown[]): void;
}

/**
 * A random id in the whole range that WAMP allows, as Crossbar gives them: a client that can't carry
 * integers above 2^32 shall fail here too, and not first at an observatory.
 */
export function randomId(): number {
  return 1 + Math.floor(Math.random() * (Number.MAX_SAFE_INTEGER - 1));
}
