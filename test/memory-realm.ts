import type { Clock } from '../src/lib/clock.js';
import { type Logger, silentLogger } from '../src/lib/logger.js';
import { type Call, type ClientMessage, CODE } from '../src/router/messages.js';
import type { Peer } from '../src/router/peer.js';
import { createRealm, type RealmMessage } from '../src/router/realm.js';
import { refuse } from '../src/router/refusal.js';
import { createConnection } from '../src/wamp/connection.js';
import type { Closable, WampConnection } from '../src/wamp/types.js';
import { type MemorySession, openMemorySession } from './memory-session.js';

/** A connection whose link a test can break. */
export interface MemoryConnection extends WampConnection {
  /** Breaks the link; it stays broken until {@link restore}. The router sees the client leave. */
  drop(reason?: string): void;
  /** The link is made again at once, if the router is there. */
  restore(): void;
}

/** A call on its way through the router. */
export interface InterceptedCall {
  readonly procedure: string;
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
}

/** What becomes of a call. */
export type Fate =
  | 'pass'
  /** The callee does not receive the call, and the caller receives no answer. */
  | 'lose-request'
  /** The callee acts, and the caller receives no answer. */
  | 'lose-answer'
  /** It reaches the callee so much later; what is sent after it may overtake it. */
  | { readonly delayMs: number }
  /** The router rejects it with this URI; `message` is the argument of the error. */
  | { readonly reject: string; readonly message?: string };

export interface MemoryRealm {
  /** A connection of its own; it joins as soon as the clock moves. */
  connect(): MemoryConnection;
  /** The router dies: every link breaks, and none can be made until {@link up}. */
  down(reason?: string): void;
  up(): void;
  /** Asks `hook` what becomes of each call, until closed; of several, the first that says something decides. */
  intercept(hook: (call: InterceptedCall) => Fate | undefined): Closable;
}

export interface MemoryRealmOptions {
  readonly clock: Clock;
  /** Milliseconds that a message takes to or from the router. A call needs four times as long. 0 by default. */
  readonly delayMs?: () => number;
  readonly logger?: Logger;
}

const BROKEN = 'the link broke off';

/**
 * A WAMP router and its realm without sockets: everything happens by the clock and in the same order each
 * time. Routing is that of the simulator's router, and the connections are the product's own, but for the
 * session, which is `memory-session.ts` in place of autobahn.
 */
export function createMemoryRealm(options: MemoryRealmOptions): MemoryRealm {
  const { clock, delayMs = () => 0, logger = silentLogger } = options;
  const realm = createRealm('observatory');
  const hooks = new Set<(call: InterceptedCall) => Fate | undefined>();
  const lines = new Set<{ join(): void; drop(reason: string): void }>();
  let isUp = true;

  const router = {
    receive(peer: Peer, message: ClientMessage): void {
      if (message.code === CODE.CALL) route(peer, message);
      else realm.receive(peer, message as RealmMessage);
    },
    leave: realm.leave,
  };

  function fateOf({ procedure, payload: [args = [], kwargs = {}] }: Call): Fate {
    const call = { procedure, args, kwargs } as InterceptedCall;
    for (const hook of hooks) {
      const fate = hook(call);
      if (fate !== undefined) return fate;
    }
    return 'pass';
  }

  function route(peer: Peer, call: Call): void {
    const fate = fateOf(call);
    if (fate === 'pass') realm.receive(peer, call);
    else if (fate === 'lose-answer') realm.receive({ ...peer, send: () => {} }, call);
    else if (fate === 'lose-request') return;
    else if ('reject' in fate) refuse(peer, call, fate.reject, fate.message);
    else clock.after(fate.delayMs, () => realm.receive(peer, call));
  }

  function connect(): MemoryConnection {
    let isBroken = false;
    let session: MemorySession | undefined;
    const line = {
      join() {
        if (isUp && !isBroken) session?.join();
      },
      drop: (reason: string) => session?.drop(reason),
    };
    const connection = createConnection(
      'a router in memory',
      (events) => {
        session = openMemorySession({ ...events, router, clock, delayMs });
        line.join();
        return session;
      },
      { realm: 'test_realm', clock, logger, backoff: { initialMs: 0, maxMs: 0 } },
    );
    lines.add(line);
    return {
      ...connection,
      get link() {
        return connection.link;
      },
      drop(reason = BROKEN) {
        isBroken = true;
        line.drop(reason);
      },
      restore() {
        isBroken = false;
        line.join();
      },
      async close() {
        lines.delete(line);
        await connection.close();
      },
    };
  }

  return {
    connect,
    down(reason = BROKEN) {
      isUp = false;
      for (const line of lines) line.drop(reason);
    },
    up() {
      isUp = true;
      for (const line of lines) line.join();
    },
    intercept(hook) {
      hooks.add(hook);
      return { close: () => hooks.delete(hook) };
    },
  };
}
