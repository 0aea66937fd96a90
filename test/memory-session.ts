import type { Clock } from '../src/lib/clock.js';
import type { Closable } from '../src/lib/topic.js';
import { type ClientMessage, CODE, isDict } from '../src/router/messages.js';
import { parseMessage } from '../src/router/parse-message.js';
import type { Peer } from '../src/router/peer.js';
import { WAMP_ERRORS, WampError } from '../src/wamp/error.js';
import { toErrorAnswer, toWampError } from '../src/wamp/failure.js';
import type { RouterSession, SessionEvents } from '../src/wamp/router-session.js';
import { createSerializers, type Serializer } from '../src/wamp/serializer.js';
import { encodeMessage } from '../src/wamp/transport.js';
import type { Procedure, WampEvent } from '../src/wamp/types.js';

type Message = readonly unknown[];

/** The router's side of a session in memory. */
export interface MemoryRouter {
  receive(peer: Peer, message: ClientMessage): void;
  leave(peer: Peer): void;
}

export interface MemorySessionOptions extends SessionEvents {
  readonly router: MemoryRouter;
  readonly clock: Clock;
  /** Milliseconds that the next message takes from end to end of the link. */
  delayMs(): number;
}

/** A session that waits for its router, joins it, and ends with its link. */
export interface MemorySession extends RouterSession {
  /** The router is there. Does nothing where it is joined already, or has ended. */
  join(): void;
}

/** The client's half of WAMP, as autobahn does it, with a link to the router that is made of timers. */
export function openMemorySession(options: MemorySessionOptions): MemorySession {
  const { router, clock, delayMs } = options;
  const requests = new Map<unknown, { accept(answer: Message): void; reject(error: WampError): void }>();
  const subscriptions = new Map<unknown, (event: Message) => void>();
  const registrations = new Map<unknown, { readonly handler: Procedure; revoke(): void }>();
  const toRouter = createPipe(clock, delayMs, (frame) => router.receive(peer, parseMessage(frame)));
  const toClient = createPipe(clock, delayMs, onMessage);
  const peer: Peer = { id: 1, interruptible: false, send: toClient.send };
  let state: 'waiting' | 'joining' | 'joined' | 'ended' = 'waiting';
  let joining: Closable | undefined;
  let lastRequest = 0;

  /** Sends a request; what `accept` makes of its answer is there before the next message is looked at. */
  function request<T>(code: number, rest: Message, accept: (answer: Message) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      lastRequest += 1;
      toRouter.send([code, lastRequest, ...rest]);
      requests.set(lastRequest, { accept: (answer) => resolve(accept(answer)), reject });
    });
  }

  function settle(id: unknown): ReturnType<typeof requests.get> {
    const found = requests.get(id);
    requests.delete(id);
    return found;
  }

  function onMessage(message: Message): void {
    const [code, first, second] = message;
    if (code === CODE.ERROR) settle(second)?.reject(toWampError({ error: message[4], args: message[5] }));
    else if (code === CODE.EVENT) subscriptions.get(first)?.(message);
    else if (code === CODE.INVOCATION) void answer(message);
    else if (code === CODE.UNREGISTERED && first === 0) {
      registrations.get(isDict(second) && second['registration'])?.revoke();
    } else settle(first)?.accept(message);
  }

  async function answer([, id, registration, , args = [], kwargs = {}]: Message): Promise<void> {
    let answer: Message;
    try {
      const result = await registrations
        .get(registration)
        ?.handler(args as Message, kwargs as object as never);
      answer = [CODE.YIELD, id, {}, [result]];
    } catch (thrown) {
      const error = toErrorAnswer(thrown);
      answer = [CODE.ERROR, CODE.INVOCATION, id, {}, error.uri, error.args];
    }
    toRouter.send(answer);
  }

  function settleAll(uri: string, message: string): void {
    for (const { reject } of requests.values()) reject(new WampError(uri, message));
    requests.clear();
  }

  function end(reason: string): void {
    if (state === 'ended') return;
    if (state === 'joined') router.leave(peer);
    state = 'ended';
    joining?.close();
    toRouter.cut();
    toClient.cut();
    settleAll(WAMP_ERRORS.linkLost, `the connection was lost: ${reason}`);
    options.onEnd(reason);
  }

  return {
    join() {
      if (state !== 'waiting') return;
      state = 'joining';
      joining = clock.after(delayMs(), () => {
        state = 'joined';
        options.onJoin();
      });
    },
    call: (procedure, args, kwargs) =>
      request(CODE.CALL, kwargs ? [{}, procedure, args, kwargs] : [{}, procedure, args], resultOf),
    publish(topic, args) {
      lastRequest += 1;
      toRouter.send([CODE.PUBLISH, lastRequest, {}, topic, args]);
    },
    subscribe: (topic, match, listener) =>
      request(CODE.SUBSCRIBE, [{ match }, topic], ([, , id]) => {
        subscriptions.set(id, (event) => listener(eventOf(event, topic)));
        const giveBack = () => request(CODE.UNSUBSCRIBE, [id], () => subscriptions.delete(id));
        // The simulator's router never revokes a subscription.
        return { ended: new Promise(() => {}), giveBack };
      }),
    register: (procedure, handler) =>
      request(CODE.REGISTER, [{}, procedure], ([, , id]) => {
        const ended = new Promise<void>((revoke) => registrations.set(id, { handler, revoke }));
        const giveBack = () => request(CODE.UNREGISTER, [id], () => registrations.delete(id));
        return { ended, giveBack };
      }),
    drop: end,
    async leave() {
      settleAll(WAMP_ERRORS.closed, 'the connection was closed');
      // What was said before the GOODBYE arrives before it.
      toRouter.flush();
      end('closed');
    },
  };
}

/** What a call resolves to. */
function resultOf([, , , args = [], kwargs = {}]: Message): unknown {
  const values = args as Message;
  return values.length > 1 || Object.keys(kwargs as object).length > 0 ? values : (values[0] ?? null);
}

function eventOf([, , , details, args = []]: Message, topic: string): WampEvent {
  const concrete = isDict(details) ? details['topic'] : undefined;
  return { topic: typeof concrete === 'string' ? concrete : topic, args: args as Message };
}

/** One direction of a link. */
interface Pipe {
  /** Throws a {@link WampError} for what cannot be encoded. */
  send(message: Message): void;
  /** Delivers at once all that is under way. */
  flush(): void;
  /** Loses all that is under way, and all that is still sent. */
  cut(): void;
}

/**
 * Messages arrive in their order, each after a delay of its own or when the one before it has arrived. They
 * are encoded on the way, as on a real link, so nothing is shared by reference.
 */
function createPipe(clock: Clock, delayMs: () => number, deliver: (message: Message) => void): Pipe {
  const [serializer] = createSerializers(['msgpack']) as readonly [Serializer];
  const underWay: { readonly frame: Buffer; readonly timer: Closable }[] = [];
  let lastDue = 0;
  let isCut = false;

  function arrive(): void {
    const first = underWay.shift();
    first?.timer.close();
    if (first) deliver(serializer.decode(first.frame));
  }

  return {
    send(message) {
      if (isCut) return;
      const frame = Buffer.from(encodeMessage(serializer, message));
      const now = clock.monotonic();
      lastDue = Math.max(lastDue, now + delayMs());
      underWay.push({ frame, timer: clock.after(lastDue - now, arrive) });
    },
    flush() {
      while (underWay.length > 0) arrive();
    },
    cut() {
      isCut = true;
      for (const { timer } of underWay.splice(0)) timer.close();
    },
  };
}
