import { drawWantedGrant } from './director/wanted-grants.js';
import type { SimulatedGroups } from './groups.js';
import { type History, type Request, THE_RUN } from './history.js';
import type { Network } from './network.js';
import type { Random } from './random.js';
import type { Answer, Slot } from './slot.js';
import { OPERATIONS } from './slot-operations.js';
import type { Swarm } from './swarm.js';
import type { WorldClock } from './world-clock.js';

export interface OcsClientOptions {
  readonly world: WorldClock;
  readonly random: Random;
  readonly swarm: Swarm;
  readonly slots: readonly Slot[];
  readonly groups: SimulatedGroups;
  readonly network: Network;
  readonly history: History;
  readonly note: (text: string) => void;
  readonly count: (event: string) => void;
}

/** Programs of the OCS network, such as OCSClient, which command the agent MultiSmurfManager and not GraphQL. */
export interface OcsClients {
  begin(): void;
  end(): void;
  /** Reads the sessions of MultiSmurfManager: at rest, only its monitor runs. */
  lookAtSessions(breach: (words: string) => void): void;
}

const ADDRESS = 'observatory.multismurf';
/** These programs send requests less often than the others, by this factor. */
const SELDOM = 3;

type Session = { readonly status?: string };
type Api = { readonly tasks: [string, Session][]; readonly processes: [string, Session][] };

export function createOcsClients(options: OcsClientOptions): OcsClients {
  const { world, random, swarm, slots, groups, network, history, note, count } = options;
  let isOver = false;
  let requests = 0;
  /** A source of its own, so that these draws do not change what earlier seeds draw. */
  const tagging = random.fork('tags');
  const granting = random.fork('grants');

  function call(args: readonly unknown[], answered: (answer: Answer) => void = () => {}): void {
    network.call(`${ADDRESS}.ops`, args, { answered });
  }

  function start(): void {
    const mark = `ocs${++requests}`;
    const operation = random.pick(['take_noise', 'take_noise', 'take_iv', 'run', 'stream']);
    const some = slots.filter(() => random.chance(0.6)).map(({ streamId }) => streamId);
    const chosen = some.length > 0 ? groups.perhaps(some) : some;
    const exclusive = drawWantedGrant(granting, swarm.director);
    const isWindow = random.chance(0.3);
    const tag = OPERATIONS[operation]?.takesTag && tagging.chance(0.3) ? THE_RUN : null;
    const params = {
      ...{ mark, ...(chosen.length > 0 && { stream_ids: chosen }) },
      run_options: {
        timeout_seconds: random.between(3, 60),
        ...(isWindow && { max_concurrency: 1 }),
        ...(tag !== null && { tag_with_run_id: true }),
        ...(exclusive && {
          exclusive: { grant: exclusive.grant, password: exclusive.password?.reveal() ?? null },
        }),
      },
    };
    const request: Request = {
      ...{ mark, first: mark, retry: null, at: world.now, operation, extra: null, tag, answer: null },
      ...groups.meaning(chosen.length > 0 ? chosen : null),
      grant: exclusive?.grant ?? null,
    };
    history.requests.push(request);
    note(`${mark}: ${operation} on ${chosen.length > 0 ? chosen : 'all'} by the OCS face`);
    call(['start', operation, params, null], (answer) => {
      // Accepted does not mean started; the run, if there is one, shows the result.
      const code = 'value' in answer ? (answer.value as readonly unknown[])[0] : null;
      if (code === -1) request.answer = { error: 'rejected by MultiSmurfManager' };
      else if (code === 0) count('MultiSmurfManager accepted a start');
    });
  }

  const acts = {
    start,
    stop: () => call(['stop', 'stream', null, null]),
    abort: () => call(['abort', random.pick(['take_noise', 'run']), null, null]),
    status: () => call(['status', random.pick(['take_noise', 'monitor']), null, null]),
    stopAll: () => call(['start', 'stop_all', {}, null]),
  };
  const WEIGHTS: Readonly<Record<keyof typeof acts, number>> = {
    ...{ start: 6, stop: 1, abort: 1, status: 2, stopAll: 0.3 },
  };

  function next(): void {
    world.after(random.wait(swarm.requestSeconds * 1000 * SELDOM), () => {
      if (isOver) return;
      acts[random.weighted(WEIGHTS)]();
      next();
    });
  }

  return {
    begin() {
      if (swarm.server.hasOcsFace) next();
    },
    end() {
      isOver = true;
    },
    lookAtSessions(breach) {
      if (!swarm.server.hasOcsFace) return;
      let isAnswered = false;
      network.call(ADDRESS, ['get_api'], {
        answered(answer) {
          isAnswered = true;
          if (!('value' in answer)) {
            breach(`our agent answers ${answer.error}: ${answer.message}`);
            return;
          }
          const { tasks, processes } = answer.value as Api;
          for (const [name, { status = '' }] of [...tasks, ...processes]) {
            const isRight =
              name === 'monitor' ? status === 'running' : ['done', 'no_history'].includes(status);
            if (!isRight) breach(`at rest, ${name} of our agent is ${status}`);
          }
        },
      });
      world.after(9000, () => {
        if (!isAnswered) breach('MultiSmurfManager does not answer');
      });
    },
  };
}
