import type { Closable } from '../lib/topic.js';

export type { Closable };

/** What is known of our link to the router. */
export interface LinkState {
  /** True while a session is joined to the realm. */
  readonly connected: boolean;
  /** When `connected` took its present value. */
  readonly since: Date;
  /** Why the last attempt failed or the last session ended; null while connected or before the first try. */
  readonly reason: string | null;
}

/** One event of a subscription. */
export interface WampEvent {
  /** The concrete topic, also where the subscription is a prefix or a wildcard. */
  readonly topic: string;
  readonly args: readonly unknown[];
}

export interface CallOptions {
  /** After so many milliseconds the call rejects with `WAMP_ERRORS.timeout`. Every call has a bound. */
  readonly timeoutMs: number;
  /** Aborting ends our waiting; nothing is sent to the callee. */
  readonly signal?: AbortSignal;
  /** Arguments by name, beside those by position. */
  readonly kwargs?: Readonly<Record<string, unknown>>;
}

export interface SubscribeOptions {
  readonly match?: 'exact' | 'prefix' | 'wildcard';
}

/**
 * A procedure that is offered whenever the link is up. Where another client holds the procedure, we
 * stand by: the registration is tried again every second.
 */
export interface Registration extends Closable {
  readonly registered: boolean;
  /** The router's last refusal; null when registered or not yet tried. */
  readonly reason: string | null;
}

/** A called procedure: what it returns (or resolves to) is the result, what it throws becomes a WAMP error. */
export type Procedure = (args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>) => unknown;

/**
 * A link to one realm of a WAMP router that is kept up for as long as it is not closed.
 *
 * Subscriptions and registrations state what is desired: they hold across reconnections and are made again on
 * every new session. Calls and publications belong to the current session.
 */
export interface WampConnection {
  readonly link: LinkState;
  /** Called after each change of `link.connected` and after each failed attempt. */
  onLinkChange(listener: (link: LinkState) => void): Closable;
  /** Resolves at the next moment the link is up (at once if it is); rejects when closed or aborted. */
  connected(signal?: AbortSignal): Promise<void>;
  /** Rejects with a {@link WampError}, always an `Error`, and always within `timeoutMs`. */
  call(procedure: string, args: readonly unknown[], options: CallOptions): Promise<unknown>;
  /** Sends an event; false if there is no link to send it on. The publisher itself does not receive it. */
  publish(topic: string, args: readonly unknown[]): boolean;
  subscribe(topic: string, listener: (event: WampEvent) => void, options?: SubscribeOptions): Closable;
  register(
    procedure: string,
    handler: Procedure,
    onChange?: (registration: Registration) => void,
  ): Registration;
  /** Says GOODBYE, ends reconnection also in a retry delay, and settles every call. */
  close(): Promise<void>;
}
