import { NO_SUCH_PROCEDURE } from '../../src/wamp/error.js';
import type { Random } from './random.js';
import type { Answer, Slot } from './slot.js';
import type { WorldClock } from './world-clock.js';

/** The behaviour of the network of one seed, apart from faults. */
export interface NetworkHabits {
  /** Maximum delay of a message in milliseconds; most messages take a hundredth of it. */
  readonly slowestMs: number;
  /** Whether answers of an agent can overtake its feeds. On one TCP connection they cannot. */
  readonly overtakes: boolean;
  readonly loseRequest: number;
  readonly loseAnswer: number;
  /** An answer that is not OCS. */
  readonly garbleAnswer: number;
  /** A message of a feed that is not OCS. */
  readonly garbleEvent: number;
}

/** An agent on the network: that of a slot, or the access director. */
export type Agent = Pick<Slot, 'name' | 'address' | 'isAlive' | 'receive'>;

/** A caller of agents: the server's link, the bridge, or another program. */
export interface Caller {
  /** True for the server's link, where the answers and the feeds of an agent keep their order. */
  readonly isLink?: boolean;
  /** The named arguments of the call. */
  readonly kwargs?: Readonly<Record<string, unknown>>;
  /** Receives the answer at the caller; never called if the answer is lost. */
  answered(answer: Answer): void;
}

/** A procedure that the server has registered at the router. */
export type Served = (args: readonly unknown[], answer: (answer: Answer) => void) => void;

export type EventListener = (topic: string, args: readonly unknown[]) => void;

/** The router and the connections to it. Messages on one connection arrive in order. */
export interface Network {
  readonly isUp: boolean;
  attach(slot: Agent): void;
  /** Removes the agent from the router; the router answers its open calls with an error. */
  detach(slot: Agent): void;
  isAttached(slot: Agent): boolean;
  publish(slot: Agent | undefined, topic: string, args: readonly unknown[]): boolean;
  call(procedure: string, args: readonly unknown[], caller: Caller): void;
  /** Registers a procedure; null if another client has registered it. */
  serve(procedure: string, served: Served): { close(): void } | null;
  listen(listener: EventListener): { close(): void };
  /** The delay of the next message in milliseconds. */
  delay(): number;
  /** Runs `act` when the next message on this connection arrives. */
  arrive(way: string, act: () => void): void;
  /** The connection that carries a feed to the server's link. */
  wayOf(topic: string): string;
  down(): void;
  up(): void;
  /** Called when the router goes down. */
  onDown(listener: () => void): void;
  /** Called when an agent joins the router. */
  onJoin(listener: (agent: Agent) => void): void;
  /** From now on, no message is lost or garbled. */
  heal(): void;
}

export interface NetworkOptions {
  readonly world: WorldClock;
  readonly random: Random;
  readonly habits: NetworkHabits;
  readonly note: (text: string) => void;
  readonly count: (event: string) => void;
}

export function createNetwork({ world, random, habits, note, count }: NetworkOptions): Network {
  const attached = new Map<string, Agent>();
  const served = new Map<string, Served>();
  const asked = new Map<Agent, Set<(answer: Answer) => void>>();
  const listeners = new Set<EventListener>();
  const onDown: (() => void)[] = [];
  const onJoin: ((agent: Agent) => void)[] = [];
  const lastOn = new Map<string, number>();
  let isUp = true;
  let isHealed = false;

  const meets = (probability: number) => !isHealed && random.chance(probability);

  function delay(): number {
    return random.chance(0.02)
      ? random.between(0, habits.slowestMs)
      : random.between(0, habits.slowestMs / 100);
  }

  function arrive(way: string, act: () => void): void {
    const due = Math.max(lastOn.get(way) ?? 0, world.now + delay());
    lastOn.set(way, due);
    world.after(due - world.now, act);
  }

  function detach(slot: Agent): void {
    if (attached.get(slot.address) !== slot) return;
    attached.delete(slot.address);
    const waiting = [...(asked.get(slot) ?? [])];
    asked.delete(slot);
    const words = 'callee disconnected from in-flight request';
    for (const answer of waiting) answer({ error: 'wamp.error.canceled', message: words });
  }

  function ask(procedure: string, args: readonly unknown[], caller: Caller): void {
    const slot = isUp ? attached.get(agentOf(procedure)) : undefined;
    const back = (answer: Answer) => {
      const act = () => caller.answered(answer);
      if (slot && caller.isLink && !habits.overtakes) arrive(`from ${slot.address}`, act);
      else world.after(delay(), act);
    };
    if (!isUp) return;
    const ours = served.get(procedure);
    if (ours) {
      ours(args, back);
      return;
    }
    if (!slot) {
      back({ error: NO_SUCH_PROCEDURE, message: `no callee registered for procedure <${procedure}>` });
      return;
    }
    const open = asked.get(slot) ?? new Set();
    asked.set(slot, open);
    const isLost = meets(habits.loseAnswer);
    const isGarbled = meets(habits.garbleAnswer);
    const what = args[0] ?? caller.kwargs?.['action'];
    const settle = (answer: Answer) => {
      if (!open.delete(settle)) return;
      if (isLost) {
        note(`the answer of ${slot.name} to ${what} ${args[1] ?? ''} is lost`);
        count(`an answer to ${what} was lost`);
      } else back(isGarbled ? garbled(answer) : answer);
    };
    open.add(settle);
    slot.receive(procedure, args, settle, caller.kwargs);
  }

  function garbled(answer: Answer): Answer {
    if (random.chance(0.3)) return { error: 'wamp.error.runtime_error', message: 'cannot encode' };
    if (random.chance(0.5) || !('value' in answer)) return { value: 'not OCS' };
    return { value: [0, 'no session', { session_id: -1 }] };
  }

  return {
    get isUp() {
      return isUp;
    },
    attach(slot) {
      if (!isUp || !slot.isAlive) return;
      attached.set(slot.address, slot);
      for (const listener of onJoin) listener(slot);
    },
    detach,
    isAttached: (slot) => attached.get(slot.address) === slot,
    publish(slot, topic, args) {
      if (!isUp || (slot && !attached.has(slot.address))) return false;
      const isGarbled = meets(habits.garbleEvent);
      const sent = isGarbled
        ? [random.pick<unknown>([null, 'not OCS', [1, 2], [{}, { agent_address: 7 }]])]
        : args;
      for (const listener of listeners) listener(topic, sent);
      return !isGarbled;
    },
    call(procedure, args, caller) {
      if (meets(habits.loseRequest)) {
        note(`${args[0] ?? caller.kwargs?.['action']} ${args[1] ?? ''} to ${procedure} is lost`);
        return;
      }
      arrive(`to ${procedure}`, () => ask(procedure, args, caller));
    },
    serve(procedure, own) {
      if (served.has(procedure)) return null;
      served.set(procedure, own);
      return { close: () => void (served.get(procedure) === own && served.delete(procedure)) };
    },
    listen(listener) {
      listeners.add(listener);
      return { close: () => listeners.delete(listener) };
    },
    ...{ delay, arrive },
    wayOf: (topic) => `from ${habits.overtakes ? topic : topic.replace(/\.feeds\..*$/, '')}`,
    down() {
      if (!isUp) return;
      note('the router goes down');
      for (const slot of [...attached.values()]) detach(slot);
      isUp = false;
      for (const listener of onDown) listener();
    },
    up() {
      if (isUp) return;
      note('the router is up');
      isUp = true;
    },
    onDown: (listener) => void onDown.push(listener),
    onJoin: (listener) => void onJoin.push(listener),
    heal() {
      isHealed = true;
    },
  };
}

/** The address of the agent that serves a procedure. The access director has two special ones. */
export function agentOf(procedure: string): string {
  return procedure.replace(/\.(?:ops|request_exclusive|agent_poll)$/, '');
}
