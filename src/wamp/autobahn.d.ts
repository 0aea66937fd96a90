/**
 * The part of autobahn 26 that is used here; the package has no types.
 *
 * We use only `Session`, the state machine of the protocol. We do not use autobahn's `Connection` and its transports:
 * they stop retrying after a clean GOODBYE, cannot be closed during a retry delay, and throw errors that cannot be
 * caught. Values from a peer have the type `unknown`.
 */
declare module 'autobahn' {
  /** The transport for a `Session`, which sets `onmessage` itself. */
  interface Transport {
    onmessage: (message: readonly unknown[]) => void;
    send(message: readonly unknown[]): void;
    close(code?: number, reason?: string): void;
  }

  interface Deferred {
    readonly promise: Promise<unknown>;
    resolve(value: unknown): void;
    reject(reason: unknown): void;
  }

  interface Subscription {
    /** Resolves when the subscription has ended, even if the router revoked it. */
    readonly on_unsubscribe: Promise<unknown>;
  }

  interface Registration {
    /** Resolves when the router revoked the registration. */
    readonly on_unregister: Promise<unknown>;
  }

  interface Autobahn {
    readonly Session: new (
      transport: Transport,
      defer: () => Deferred,
      onchallenge: (session: Session, method: unknown, extra: unknown) => string | Promise<string>,
      onUserError: (error: unknown, message?: string) => void,
      onInternalError: (error: unknown, message?: string) => void,
    ) => Session;
    /** Thrown by a handler to answer with a certain error URI. */
    readonly Error: new (
      uri: string,
      args?: readonly unknown[],
      kwargs?: Record<string, unknown>,
    ) => object;
    /** The result of a call if the callee did not return exactly one positional value. */
    readonly Result: new (
      args: readonly unknown[],
      kwargs: object,
    ) => { readonly args: readonly unknown[] };
  }

  /** All methods throw, sometimes strings, when the session is not open. */
  interface Session {
    readonly isOpen: boolean;
    onjoin: (details: unknown) => void;
    onleave: (reason: unknown, details: unknown) => void;
    join(realm: string, authmethods?: readonly string[], authid?: string): void;
    leave(): void;
    call(
      procedure: string,
      args: readonly unknown[],
      kwargs?: Readonly<Record<string, unknown>>,
    ): Promise<unknown>;
    publish(topic: string, args: readonly unknown[]): void;
    subscribe(
      topic: string,
      handler: (args: unknown, kwargs: unknown, event: { readonly topic: unknown }) => void,
      options: { match: 'exact' | 'prefix' | 'wildcard' },
    ): Promise<unknown>;
    unsubscribe(subscription: Subscription): Promise<unknown>;
    register(
      procedure: string,
      handler: (args: unknown, kwargs: unknown, details: unknown) => unknown,
    ): Promise<unknown>;
    unregister(registration: Registration): Promise<unknown>;
  }

  const autobahn: Autobahn;
  export default autobahn;
  export type { Deferred, Registration, Session, Subscription };
}
