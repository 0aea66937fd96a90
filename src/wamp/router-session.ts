import type { Procedure, SubscribeOptions, WampEvent } from './types.js';

/** One attempt to join the realm, and the session that came of it. All that rejects or throws does so with a `WampError`. */
export interface RouterSession {
  /** Resolves to the answer: the one value, the list of values where there are several or named ones, or null. */
  call(
    procedure: string,
    args: readonly unknown[],
    kwargs?: Readonly<Record<string, unknown>>,
  ): Promise<unknown>;
  publish(topic: string, args: readonly unknown[]): void;
  subscribe(
    topic: string,
    match: NonNullable<SubscribeOptions['match']>,
    listener: (event: WampEvent) => void,
  ): Promise<Grant>;
  register(procedure: string, handler: Procedure): Promise<Grant>;
  /** Ends it at once, for the reason given. */
  drop(reason: string): void;
  /** Settles every request, says GOODBYE, and resolves when all that it held is given back. */
  leave(): Promise<void>;
}

/** A subscription or registration that the router granted to a session. */
export interface Grant {
  /** Resolves when the router revoked it, or it was given back; may reject at the end of the session. */
  readonly ended: Promise<unknown>;
  giveBack(): Promise<unknown>;
}

export interface SessionEvents {
  onJoin(): void;
  /** Called once, also where the session never joined. By then every open request is settled. */
  onEnd(reason: string): void;
}

/** Begins an attempt to join. Calls no event before it has returned. */
export type OpenSession = (events: SessionEvents) => RouterSession;
