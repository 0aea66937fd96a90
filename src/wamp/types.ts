import type { Closable } from '../lib/topic.js';

export type { Closable };

/** The state of our link to the router. */
export interface LinkState {
  /** True while a session is joined to the realm. */
  readonly connected: boolean;
  /** When `connected` got its current value. */
  readonly since: Date;
  /** Why the last attempt failed or the last session ended; null while connected and before the first attempt. */
  readonly reason: string | null;
}

/** One event of a subscription. */
export interface WampEvent {
  /** The topic of the event, even if the subscription is a prefix or a wildcard. */
  readonly topic: string;
  readonly args: readonly unknown[];
}

export interface CallOptions {
  /** After this many milliseconds the call rejects with `WAMP_ERRORS.timeout`. Every call has a timeout. */
  readonly timeoutMs: number;
  /** Aborting ends the wait; nothing is sent to the callee. */
  readonly signal?: AbortSignal;
  /** Arguments by name, in addition to the positional ones. */
  readonly kwargs?: Readonly<Record<string, unknown>>;
}

export interface SubscribeOptions {
  readonly match?: 'exact' | 'prefix' | 'wildcard';
}

/**
 * A procedure that is registered whenever the link is up. While another client has the procedure, we stand by: the
 * registration is repeated every second.
 */
export interface Registration extends Closable {
  readonly registered: boolean;
  /** The router's last refusal; null when registered or not yet tried. */
  readonly reason: string | null;
}

/** What a router tells of a call, besides its arguments. */
export interface CallDetails {
  /** The session of the caller. Absent unless the router is configured to disclose it. */
  readonly caller?: number;
}

/** A procedure. Its return value (or resolved value) is the result; an error becomes a WAMP error. */
export type Procedure = (
  args: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>>,
  details?: CallDetails,
) => unknown;

/**
 * A link to one realm of a WAMP router. It reconnects until it is closed.
 *
 * Subscriptions and registrations are kept across reconnections: they are repeated on every new session. Calls and
 * publications belong to the current session.
 */
export interface WampConnection {
  readonly link: LinkState;
  /** Called after each change of `link.connected` and after each failed attempt. */
  onLinkChange(listener: (link: LinkState) => void): Closable;
  /** Resolves when the link is up (at once if it already is); rejects when the connection is closed or `signal` aborts. */
  connected(signal?: AbortSignal): Promise<void>;
  /** Rejects only with a {@link WampError}, and always settles within `timeoutMs`. */
  call(procedure: string, args: readonly unknown[], options: CallOptions): Promise<unknown>;
  /** Sends an event; false if there is no link. The publisher itself does not receive it. */
  publish(topic: string, args: readonly unknown[]): boolean;
  subscribe(topic: string, listener: (event: WampEvent) => void, options?: SubscribeOptions): Closable;
  register(
    procedure: string,
    handler: Procedure,
    onChange?: (registration: Registration) => void,
  ): Registration;
  /** Sends GOODBYE, stops reconnecting (even during a retry delay), and settles every call. */
  close(): Promise<void>;
}
