import type { Procedure } from '../../../src/wamp/types.js';
import {
  createMemoryDirector,
  DIRECTOR_ID,
  type GrantBlock,
  type MemoryDirector,
} from '../../memory-director.js';
import type { Agent, Network } from '../network.js';
import { EPOCH_MS } from '../process-clock.js';
import type { Random } from '../random.js';
import type { Answer, Slot } from '../slot.js';
import type { WorldClock } from '../world-clock.js';
import type { DirectorLog } from './director-log.js';
import { type DirectorHabits, GRANT_SECRET, instanceIdOf } from './habits.js';

export interface DirectorOptions {
  readonly world: WorldClock;
  readonly random: Random;
  readonly habits: DirectorHabits;
  readonly network: Network;
  readonly slots: readonly Slot[];
  readonly blocks: readonly GrantBlock[];
  readonly note: (text: string) => void;
}

/** The access director on the simulated network, and its faults. */
export interface Director {
  readonly log: DirectorLog;
  begin(): void;
  /** Ends every fault, and begins no further one. */
  heal(): void;
}

const ADDRESS = `observatory.${DIRECTOR_ID}`;
/** It joins the router again within this time. */
const REJOIN_MS = 2000;
/** An agent gets a message of the director within this time. */
const TOLD_MS = 1000;

/**
 * The answers, the session and the messages are those of the memory director of the unit tests. Here it has a log, and
 * it can be silent, or restart and forget its grants.
 */
export function createDirector(options: DirectorOptions): Director {
  const { world, random, habits, network, slots, blocks, note } = options;
  const log: DirectorLog = { address: ADDRESS, grants: [], requests: [], absences: [] };
  let handlers = new Map<string, Procedure>();
  let current: MemoryDirector | null = null;
  let isDead = false;
  let isSilent = false;
  let isOver = false;
  let passwords = 0;
  /** What it does when it is not silent any more, in this order. */
  let inbox: (() => void)[] = [];
  const toldAt = new Map<Slot, number>();
  /** Each ends a fault. */
  const faultsNow = new Set<() => void>();

  function act(does: () => void): void {
    if (isSilent) inbox.push(does);
    else does();
  }

  const now = () => new Date(EPOCH_MS + world.now);

  /** A timer of the present process. */
  function every(ms: number, does: () => void) {
    let isClosed = false;
    const next = () => {
      world.after(ms, () => {
        if (isClosed) return;
        act(() => {
          if (isClosed) return;
          does();
          noteEnds('expired');
        });
        next();
      });
    };
    next();
    return {
      close() {
        isClosed = true;
      },
    };
  }

  function noteEnds(end: 'expired' | 'forgotten'): void {
    const holders = current?.holders ?? {};
    for (const grant of log.grants) {
      if (grant.to !== null || holders[grant.name] === grant.grantee) continue;
      grant.to = world.now;
      grant.end = end;
      note(`the grant ${grant.name} of ${grant.grantee} is ${end}`);
    }
  }

  function startProcess(): void {
    handlers = new Map();
    current = createMemoryDirector({
      blocks,
      clock: { now, every },
      connection: {
        publish: (topic, args) => network.publish(agent, topic, args),
        register(procedure, handler) {
          handlers.set(procedure, handler);
          return { registered: true, close() {} } as ReturnType<
            Parameters<typeof createMemoryDirector>[0]['connection']['register']
          >;
        },
      },
      nextPassword: () => `${GRANT_SECRET}-${++passwords}`,
    });
  }

  function onRequest(kwargs: Readonly<Record<string, unknown>>, answer: Record<string, unknown>): void {
    const [action, name, grantee] = ['action', 'grant_name', 'grantee'].map((key) => String(kwargs[key]));
    if (action === undefined || name === undefined || grantee === undefined) return;
    const held = log.grants.findLast((grant) => grant.name === name && grant.to === null);
    const isRefused = 'error' in answer;
    log.requests.push({ at: world.now, action, name, grantee, holder: held?.grantee ?? null, isRefused });
    note(`the director ${isRefused ? 'refuses to' : 'does'} ${action} ${name} for ${grantee}`);
    if (isRefused) return;
    if (action === 'acquire') {
      const password = String(answer['password']);
      const scopes = blocks.find((block) => block.name === name)?.grants ?? [];
      const covers = scopes.flatMap(({ instance_id }) => instance_id ?? []);
      log.grants.push({ name, covers, grantee, password, from: world.now, to: null, end: null });
    } else if (action === 'release' && held) {
      held.to = world.now;
      held.end = 'released';
    }
  }

  const agent: Agent = {
    ...{ name: 'the director', address: ADDRESS },
    get isAlive() {
      return current !== null;
    },
    receive(procedure, args, answer: (answer: Answer) => void, kwargs = {}) {
      act(() => {
        const value = handlers.get(procedure)?.(args, kwargs);
        if (value === undefined) return;
        if (procedure.endsWith('.request_exclusive')) onRequest(kwargs, value as Record<string, unknown>);
        answer({ value });
      });
    },
  };

  network.listen((topic, args) => {
    if (topic !== `${ADDRESS}.feeds.controls`) return;
    const [message] = Array.isArray(args[0]) ? args[0] : [];
    for (const slot of slots) {
      if (!network.isAttached(slot)) continue;
      const due = Math.max(toldAt.get(slot) ?? 0, world.now + random.between(0, TOLD_MS));
      toldAt.set(slot, due);
      world.after(due - world.now, () => {
        if (network.isAttached(slot)) slot.hear(message);
      });
    }
  });
  network.onJoin((joined) => {
    const slot = slots.find(({ address }) => address === joined.address);
    if (!slot) return;
    const kwargs = { instance_id: instanceIdOf(slot), agent_class: 'PysmurfController' };
    network.call(`${ADDRESS}.agent_poll`, [], { kwargs, answered() {} });
  });

  /** The process `manager` begins when the agent has joined, so that its first message is not lost. */
  function join(): void {
    if (isDead || isSilent || !network.isUp || network.isAttached(agent)) return;
    if (current === null) startProcess();
    network.attach(agent);
  }

  /** It joins again by itself, after every loss of its way to the router. */
  function stayJoined(): void {
    world.after(random.between(0, REJOIN_MS), () => {
      join();
      stayJoined();
    });
  }

  function absent(ms: number, back: () => void): void {
    const absence = { from: world.now, to: Infinity };
    log.absences.push(absence);
    const end = () => {
      if (absence.to !== Infinity) return;
      absence.to = world.now;
      back();
    };
    faultsNow.add(end);
    world.after(ms, () => {
      faultsNow.delete(end);
      end();
    });
  }

  const acts = {
    restart() {
      if (current === null) return;
      note('the director dies');
      isDead = true;
      network.detach(agent);
      current.close();
      current = null;
      inbox = [];
      isSilent = false;
      noteEnds('forgotten');
      absent(random.between(200, 8000), () => {
        note('the director has restarted');
        isDead = false;
        join();
      });
    },
    silence() {
      if (isSilent || current === null) return;
      note('the director is silent');
      isSilent = true;
      absent(random.wait(8000), () => {
        note('the director answers again');
        isSilent = false;
        for (const does of inbox.splice(0)) does();
      });
    },
  };

  function repeat(kind: keyof typeof acts): void {
    const mean = habits[kind];
    if (mean === null) return;
    world.after(random.wait(mean * 1000), () => {
      if (isOver) return;
      acts[kind]();
      repeat(kind);
    });
  }

  join();
  stayJoined();

  return {
    log,
    begin() {
      repeat('restart');
      repeat('silence');
    },
    heal() {
      isOver = true;
      for (const end of faultsNow) end();
      faultsNow.clear();
    },
  };
}
