import { WAMP_ERRORS, WampError } from '../../src/wamp/error.js';
import type { RouterSession, SessionEvents } from '../../src/wamp/router-session.js';
import type { Procedure, WampEvent } from '../../src/wamp/types.js';
import { agentOf, type Network } from './network.js';
import type { ProcessClock } from './process-clock.js';
import type { Answer } from './slot.js';
import type { WorldClock } from './world-clock.js';

/** A call as the server sent it, whether or not it arrived. */
export interface SentCall {
  readonly at: number;
  readonly address: string;
  readonly action: unknown;
  readonly operation: unknown;
  /** The named arguments of a request to the access director. */
  readonly params: unknown;
}

/** The server's link to the router, which can break. */
export interface Link {
  /** Given to `createConnection`. */
  open(events: SessionEvents): RouterSession;
  /** True while messages can pass. */
  readonly works: boolean;
  /** Breaks the link: both sides notice it. It cannot be made again until {@link mend}. */
  cut(): void;
  /** No message passes any more; only pings can detect it. */
  silence(): void;
  mend(): void;
  /** Messages sent from now on are dropped, because the process is dead. */
  end(): void;
}

export interface LinkOptions {
  readonly world: WorldClock;
  readonly process: ProcessClock;
  readonly network: Network;
  readonly onCall: (call: SentCall) => void;
  /** The mark that a start really gets, by the mark in its parameters. */
  readonly markOf: (mark: string) => string;
  readonly onEvent: (topic: string, args: readonly unknown[]) => void;
}

/** After this time, the pings of the WAMP client detect a silent link. */
const PING_MS = 7000;
const JOIN_MS = 20;
const FAILED_JOIN_MS = 700;

export function createLink({ world, process, network, onCall, onEvent, markOf }: LinkOptions): Link {
  let isCut = false;
  let isSilent = false;
  let isOver = false;
  let breakNow: (reason: string) => void = () => {};
  /** The server's registrations and subscriptions at the router; they end with the session. */
  const offered = new Set<{ close(): void }>();
  const giveUp = () => {
    for (const own of offered) own.close();
    offered.clear();
  };

  network.onDown(() => breakNow('the router is down'));

  function open(events: SessionEvents): RouterSession {
    const pending = new Set<(error: WampError) => void>();
    const subscriptions = new Map<
      object,
      { fits(topic: string): boolean; listener(event: WampEvent): void }
    >();
    let state: 'joining' | 'joined' | 'ended' = 'joining';
    const isThrough = () => state === 'joined' && !isSilent && !isOver;

    const listening = network.listen((topic, args) => {
      if (!isThrough()) return;
      for (const { fits, listener } of subscriptions.values()) {
        if (!fits(topic)) continue;
        network.arrive(network.wayOf(topic), () => {
          if (!isThrough()) return;
          process.deliver(() => {
            if (state !== 'joined') return;
            onEvent(topic, args);
            listener({ topic, args });
          });
        });
      }
    });

    /** Another client calls a procedure of the server. */
    function serve(handler: Procedure, args: readonly unknown[], back: (answer: Answer) => void): void {
      const reply = (answer: Answer) => {
        if (isThrough()) network.arrive('our answers', () => back(answer));
      };
      if (!isThrough()) return;
      process.deliver(() => {
        Promise.resolve()
          .then(() => handler(args, {}))
          .then(
            (value) => reply({ value }),
            (error: unknown) => reply({ error: 'wamp.error.runtime_error', message: String(error) }),
          );
      });
    }

    function end(reason: string): void {
      if (state === 'ended') return;
      state = 'ended';
      giveUp();
      listening.close();
      for (const reject of pending)
        reject(new WampError(WAMP_ERRORS.linkLost, `the link was lost: ${reason}`));
      pending.clear();
      events.onEnd(reason);
    }

    /** Sends a request; `act` executes it at the router and returns the answer. */
    function request<T>(
      act: (answer: (value: T) => void, fail: (error: WampError) => void) => void,
    ): Promise<T> {
      return new Promise((resolve, reject) => {
        if (isOver) return;
        pending.add(reject);
        const settle = (how: () => void) => {
          if (!isThrough()) return;
          process.deliver(() => {
            if (pending.delete(reject)) how();
          });
        };
        if (!isThrough()) return;
        act(
          (value) => settle(() => resolve(value)),
          (error) => settle(() => reject(error)),
        );
      });
    }

    world.after(network.isUp && !isCut ? JOIN_MS : FAILED_JOIN_MS, () => {
      process.deliver(() => {
        if (state !== 'joining') return;
        if (network.isUp && !isCut) {
          state = 'joined';
          isSilent = false;
          breakNow = (reason) => process.deliver(() => end(reason));
          events.onJoin();
        } else end('the router cannot be reached');
      });
    });

    return {
      call(procedure, given, kwargs) {
        const args = withMark(given, markOf);
        const [action, operation, params] = kwargs ? [kwargs['action'], kwargs['grant_name'], kwargs] : args;
        const address = agentOf(procedure);
        if (!isOver) onCall({ at: world.now, address, action, operation, params });
        return request((answer, fail) => {
          network.call(procedure, args, {
            isLink: true,
            ...(kwargs && { kwargs }),
            answered: (given: Answer) => {
              if ('value' in given) answer(given.value);
              else fail(new WampError(given.error, given.message));
            },
          });
        });
      },
      publish: (topic, args) => {
        if (isThrough()) network.arrive('our publications', () => network.publish(undefined, topic, args));
      },
      subscribe: (topic, match, listener) =>
        request((answer) => {
          network.arrive('our subscriptions', () => {
            const key = {};
            const fits = matcher(topic, match);
            const giveBack = async () => void subscriptions.delete(key);
            subscriptions.set(key, { fits, listener });
            network.arrive('our subscriptions', () => answer({ ended: new Promise(() => {}), giveBack }));
          });
        }),
      register: (procedure, handler) =>
        request((answer, fail) => {
          network.arrive('our registrations', () => {
            // The router has closed the session, and what arrives later over it is dropped.
            if (state === 'ended' || isOver) return;
            const own = network.serve(procedure, (args, back) => serve(handler, args, back));
            if (!own) {
              fail(new WampError('wamp.error.procedure_already_exists', procedure));
              return;
            }
            offered.add(own);
            const giveBack = async () => own.close();
            network.arrive('our registrations', () => answer({ ended: new Promise(() => {}), giveBack }));
          });
        }),
      drop: (reason) => end(reason),
      async leave() {
        end('closed');
      },
    };
  }

  return {
    open,
    get works() {
      return network.isUp && !isCut && !isSilent;
    },
    cut() {
      isCut = true;
      breakNow('the link broke off');
    },
    silence() {
      isSilent = true;
      world.after(PING_MS, () => {
        if (isSilent) breakNow('no message was received');
      });
    },
    mend() {
      isCut = false;
    },
    end() {
      isOver = true;
      breakNow = () => {};
      giveUp();
    },
  };
}

function matcher(pattern: string, match: 'exact' | 'prefix' | 'wildcard'): (topic: string) => boolean {
  if (match === 'exact') return (topic) => topic === pattern;
  if (match === 'prefix') return (topic) => topic.startsWith(pattern);
  const parts = pattern.split('.');
  const known = new Map<string, boolean>();
  return (topic) => {
    const told = known.get(topic);
    if (told !== undefined) return told;
    const own = topic.split('.');
    const fits =
      own.length === parts.length && parts.every((part, index) => part === '' || part === own[index]);
    known.set(topic, fits);
    return fits;
  };
}

/** The parameters of a retry are those of its run: only its mark tells the slot and the checkers who starts. */
function withMark(args: readonly unknown[], markOf: LinkOptions['markOf']): readonly unknown[] {
  const [action, operation, params, ...others] = args;
  const mark = action === 'start' ? (params as { readonly mark?: string } | null)?.mark : undefined;
  if (mark === undefined) return args;
  return [action, operation, { ...(params as object), mark: markOf(mark) }, ...others];
}
