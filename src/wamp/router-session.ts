import type { Procedure, SubscribeOptions, WampEvent } from './types.js';

/** One attempt to join the realm, and its session. All errors are `WampError`s. */
export interface RouterSession {
  /** Resolves to the answer: a single value, the list of values if there are several or named ones, or null. */
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
  /** Ends the session at once; the reason is reported by `onEnd`. */
  drop(reason: string): void;
  /** Settles every request, sends GOODBYE, and resolves when the transport is closed. */
  leave(): Promise<void>;
}

/** A subscription or registration that the router granted to a session. */
export interface Grant {
  /** Resolves when the router revokes it, or after `giveBack`. May reject at the end of the session. */
  readonly ended: Promise<unknown>;
  giveBack(): Promise<unknown>;
}

export interface SessionEvents {
  onJoin(): void;
  /** Called once, even if the session never joined. All requests are settled before. */
  onEnd(reason: string): void;
}

/** Begins an attempt to join. Emits no event before it has returned. */
export type OpenSession = (events: SessionEvents) => RouterSession;
