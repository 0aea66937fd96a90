import type { Run } from '../../src/core/runs/run.js';
import { parseStartRequest, type RawRequest } from '../../src/core/runs/run-request.js';
import { WORDS } from '../core/observatory.js';
import { drawWantedGrant } from './director/wanted-grants.js';
import type { SimulatedGroups } from './groups.js';
import { type History, type Request, THE_RUN } from './history.js';
import type { Network } from './network.js';
import type { Random } from './random.js';
import type { Life, Server } from './server.js';
import type { Slot } from './slot.js';
import { OPERATIONS } from './slot-operations.js';
import type { Subscribers } from './subscribers.js';
import type { Swarm } from './swarm.js';
import type { WorldClock } from './world-clock.js';

export interface ClientOptions {
  readonly world: WorldClock;
  readonly random: Random;
  readonly swarm: Swarm;
  readonly slots: readonly Slot[];
  readonly groups: SimulatedGroups;
  readonly network: Network;
  readonly servers: readonly Server[];
  readonly history: History;
  readonly subscribers: Subscribers;
  readonly note: (text: string) => void;
  readonly count: (event: string) => void;
}

/** Users and programs that command the server, and another program that commands slots directly. */
export interface Clients {
  begin(): void;
  /** Sends no further requests. */
  end(): void;
  /** Stops the processes that would otherwise run for ever. */
  stopStreams(): void;
  /** Cancels the runs that are still open. */
  cancelAll(): void;
}

const STARTED = {
  ...{ take_noise: 4, take_iv: 2, take_bgmap: 2, run: 2, zero_biases: 1, set_biases: 1, stream: 2 },
} as const;

const BATCHES = [[1, '100%'], [1, 2], ['50%'], [2]] as const;

const hasWaiting = ({ slots }: Run) => slots.some(({ status }) => status === 'PENDING');

export function createClients(options: ClientOptions): Clients {
  const { world, random, swarm, slots, groups, network, servers, history, subscribers, note, count } =
    options;
  let isOver = false;
  let requests = 0;
  const known: string[] = [];
  /** A source of its own, so that these draws do not change what earlier seeds draw. */
  const special = random.fork('slot params');
  const tagging = random.fork('tags');
  const granting = random.fork('grants');
  const sent: { readonly raw: RawRequest; readonly request: Request; readonly life: Life }[] = [];

  const anybody = { via: 'GRAPHQL', requestedBy: null, words: WORDS } as const;

  function names(): readonly string[] | null {
    if (random.chance(0.4)) return null;
    const chosen = slots.filter(() => random.chance(0.5));
    const some = chosen.length > 0 ? chosen : [random.pick(slots)];
    return groups.perhaps(
      some.map((slot) => (random.chance(0.8) ? slot.streamId : `pysmurf-controller-${slot.name}`)),
    );
  }

  /** With `tagWithRunId`, a tag in the request has precedence. */
  function tagOf(operation: string, mark: string): string | null {
    if (!tagging.chance(0.3) || !OPERATIONS[operation]?.takesTag) return null;
    return tagging.chance(0.2) ? `tag of ${mark}` : THE_RUN;
  }

  /** If the server is alive, it receives the request; it may read it some time later. A single server draws nothing. */
  function ask(act: (life: Life) => void): void {
    const life = (servers.length > 1 ? random.pick(servers) : servers[0])?.life;
    life?.process.deliver(() => act(life));
  }

  function submit(life: Life, raw: RawRequest, request: Request): void {
    const { runs } = life.core;
    Promise.resolve()
      .then(() => runs.start(parseStartRequest(raw)))
      .then(
        (run) => {
          request.answer = { run };
          known.push(run.id);
          if (random.chance(0.5)) subscribers.followRun(life, run.id);
          if (random.chance(0.3))
            void runs.waitFor(run.id, random.pick(['STARTED', 'READY', 'FINISHED']), 20).catch(() => {});
        },
        (error: { readonly code?: string; readonly message: string }) => {
          request.answer = { error: error.code ?? error.message };
          note(`${request.mark} is rejected: ${error.message}`);
        },
      );
  }

  function start(): void {
    const operation = random.weighted(STARTED);
    const mark = `q${++requests}`;
    const isWindow = random.chance(0.4);
    const isBatched = random.chance(0.15);
    const streamIds = names();
    const own = streamIds && special.chance(0.3) ? special.pick(streamIds) : null;
    const extra = own === null ? null : { slots: groups.slotsOf([own]), value: requests };
    const tag = tagOf(operation, mark);
    const exclusive = drawWantedGrant(granting, swarm.director);
    const raw: RawRequest = {
      ...anybody,
      operation,
      params: { mark, ...(tag !== THE_RUN && tag !== null && { tag }) },
      tagWithRunId: tag !== null,
      streamIds,
      ...(own !== null && { slotParams: [{ streamIds: [own], params: { extra: requests } }] }),
      timeoutSeconds: random.chance(0.7) ? random.between(3, 60) : null,
      maxConcurrency: isWindow ? random.pick([1, 1, 2, 3, '50%']) : null,
      batches: isBatched ? random.pick(BATCHES) : null,
      maxErrors: (isWindow || isBatched) && random.chance(0.3) ? random.pick([0, 1, 2, '25%']) : null,
      settleSeconds: (isWindow || isBatched) && random.chance(0.3) ? random.between(0, 3) : null,
      minSlots: random.chance(0.1) ? random.whole(1, slots.length) : null,
      requestId: random.chance(0.4) ? `id of ${mark}` : null,
      force: random.chance(0.4),
      note: requests % 3 === 0 ? `why ${mark}` : null,
      labels: requests % 2 === 0 ? ['even'] : [],
      exclusive,
    };
    ask((life) => {
      // A server to which no agent has described its operations cannot know which of them take a tag.
      const isBlind = life.core.registry.slots.every(({ api }) => api === null);
      const request: Request = {
        ...{ mark, first: mark, retry: null, at: world.now, operation, extra, answer: null },
        ...groups.meaning(streamIds),
        grant: exclusive?.grant ?? null,
        tag: isBlind && tag === THE_RUN ? null : tag,
      };
      history.requests.push(request);
      note(
        `${mark}: ${operation} on ${raw.streamIds ?? 'all'}, ${raw.maxConcurrency ?? 'all'} at a time, batches ${raw.batches ?? 'none'}${exclusive ? `, with the grant ${exclusive.grant}` : ''}`,
      );
      sent.push({ raw, request, life });
      submit(life, raw, request);
    });
  }

  /** A client that received no answer, or does not trust it, repeats the request with the same id. */
  function repeat(): void {
    const again = sent.findLast(({ raw }) => raw.requestId != null);
    if (!again) return;
    ask((life) => {
      note(`${again.request.mark} again`);
      count('a request was repeated');
      const request: Request = { ...again.request, at: world.now, answer: null };
      history.requests.push(request);
      submit(life, again.raw, request);
    });
  }

  function stop(): void {
    const [action, operation] = random.pick([
      ['STOP', 'stream'],
      ['ABORT', 'run'],
      ['ABORT', 'take_bgmap'],
      ['ABORT', 'take_noise'],
    ] as const);
    const streamIds = names();
    ask((life) => halt(life, action, operation, streamIds));
  }

  function halt(
    { core, link, connection }: Life,
    action: 'STOP' | 'ABORT',
    operation: string,
    streamIds: readonly string[] | null,
  ): void {
    note(`${action} ${operation} on ${streamIds ?? 'all'}`);
    const isLinked = link.works && connection.link.connected;
    const run = orNull(() => core.runs.stop(action, { ...anybody, operation, streamIds }));
    if (run) history.halts.push({ at: world.now, run, isLinked });
  }

  function stopAll(): void {
    const streamIds = names();
    ask(({ core }) => {
      note(`stop all on ${streamIds ?? 'all'}`);
      count('everything was stopped');
      const at = world.now;
      void core.runs.stopAll({ ...anybody, streamIds }, random.between(0, 10)).then(
        (result) => void history.stopAlls.push({ at, answeredAt: world.now, result }),
        () => {},
      );
    });
  }

  const acts = {
    start,
    repeat,
    stop,
    stopAll,
    cancel: () =>
      ask(({ core }) => {
        const [run] = pickOne(core.runs.open);
        if (!run) return;
        if (run.driver !== core.peers.driver) count('a run was cancelled on another server');
        void core.runs.cancel(run.id).catch(() => {});
      }),
    resume: () =>
      ask(({ core }) => {
        const held = core.runs.open.find(({ heldBy, pausedAt }) => heldBy !== null || pausedAt !== null);
        if (!held) return;
        count(held.heldBy === null ? 'a paused run was resumed' : 'a held run was resumed');
        history.releases.push({ at: world.now, run: held.id, address: null });
        void core.runs.resume(held.id).catch(() => {});
      }),
    pause: () =>
      ask(({ core }) => {
        const [run] = pickOne(core.runs.open.filter(hasWaiting));
        if (run) void core.runs.pause(run.id).catch(() => {});
      }),
    acknowledge: () =>
      ask(({ core, process }) => {
        const { address } = random.pick(slots);
        history.releases.push({ at: world.now, run: null, address });
        core.marks.acknowledge(address, { at: process.now(), by: null });
      }),
    outOfService: () => {
      const { address } = random.pick(slots);
      const isOut = random.chance(0.4);
      ask(({ core, process }) => {
        const reason = { since: process.now(), by: null, reason: 'it is mended' };
        core.marks.setOutOfService(address, isOut ? reason : null);
      });
    },
    plan: () =>
      ask(({ core }) => {
        const raw: RawRequest = { ...anybody, operation: 'take_noise', streamIds: names() };
        orNull(() => core.runs.plan(parseStartRequest(raw)));
      }),
    list: () =>
      ask(({ core }) => {
        void core.runs.list({}, { first: 10 }).catch(() => {});
      }),
    follow: () => ask((life) => subscribers.follow(life, random.pick(['runs', 'slots']))),
    join: () => {
      const id = known.at(-1);
      if (id) ask((life) => subscribers.followRun(life, id));
    },
    leave: () => subscribers.leave(),
  };
  const WEIGHTS: Readonly<Record<keyof typeof acts, number>> = {
    ...{ start: 10, repeat: 1, stop: 2, stopAll: 0.4, cancel: 1.5, resume: 0.7, pause: 0.8, acknowledge: 2 },
    ...{ outOfService: 0.7, plan: 0.5, list: 0.5, follow: 0.7, join: 0.7, leave: 1 },
  };

  function pickOne(runs: readonly Run[]): readonly Run[] {
    return runs.length === 0 ? [] : [random.pick(runs)];
  }

  function orNull<T>(act: () => T): T | null {
    try {
      return act();
    } catch {
      return null;
    }
  }

  function next(): void {
    world.after(random.wait(swarm.requestSeconds * 1000), () => {
      if (isOver) return;
      acts[random.weighted(WEIGHTS)]();
      next();
    });
  }

  /** Another program on the network, unknown to the server. */
  function stranger(): void {
    const { stranger: mean } = swarm.faults;
    if (mean === null) return;
    world.after(random.wait(mean * 1000), () => {
      if (isOver) return;
      const operation = random.weighted(STARTED);
      const mark = `stranger${++requests}`;
      const procedure = `${random.pick(slots).address}.ops`;
      network.call(procedure, ['start', operation, { mark }, null], { answered() {} });
      stranger();
    });
  }

  return {
    begin() {
      next();
      stranger();
    },
    end() {
      isOver = true;
    },
    stopStreams: () => ask((life) => halt(life, 'STOP', 'stream', null)),
    cancelAll: () =>
      ask(({ core }) => {
        for (const { id } of core.runs.open) void core.runs.cancel(id).catch(() => {});
      }),
  };
}
