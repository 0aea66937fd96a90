import { RUN_SLOT_STATUSES, type Run, type RunSlotStatus } from '../../src/core/runs/run.js';
import { WORDS } from '../core/observatory.js';
import { markOf } from './checks/runs-seen.js';
import type { History, Request, Retry } from './history.js';
import type { Network } from './network.js';
import type { Random } from './random.js';
import type { Life, Server } from './server.js';
import type { Disk } from './store.js';
import type { Swarm } from './swarm.js';
import type { WorldClock } from './world-clock.js';

export interface RetryClientOptions {
  readonly world: WorldClock;
  readonly random: Random;
  readonly swarm: Swarm;
  readonly network: Network;
  readonly servers: readonly Server[];
  readonly disk: Disk;
  readonly history: History;
  readonly note: (text: string) => void;
  readonly count: (event: string) => void;
}

/** Users and programs that repeat runs which have ended, by both interfaces. */
export interface RetryClients {
  begin(): void;
  end(): void;
  /** Asks every server for the retries of each run: the clients know some of them. */
  lookAtRetries(lives: readonly Life[], breach: (words: string) => void): void;
}

/** Retries are sent less often than other requests, by this factor. */
const SELDOM = 4;
const ENDS = RUN_SLOT_STATUSES.filter(
  (status) => !['PENDING', 'STARTING', 'RUNNING', 'READY', 'STOPPING'].includes(status),
);

export function createRetryClients(options: RetryClientOptions): RetryClients {
  const { world, random, swarm, network, servers, disk, history, note, count } = options;
  let isOver = false;

  /**
   * A retry has the parameters of its run, so also its mark. To tell their starts apart, a client retries a run only
   * when everything with this mark has ended on the disk, and when every earlier retry of it was answered.
   */
  const isAtRest = (first: string): boolean =>
    [...disk.latest.values()].every(
      (run) => markOf(run.params) !== first || (run.endTime !== null && !disk.incomplete.has(run.id)),
    ) && history.requests.every((request) => request.first !== first || !request.retry || isSettled(request));

  function isSettled({ answer }: Request): boolean {
    if (answer === null) return false;
    if ('error' in answer) return answer.error !== 'STORE_UNAVAILABLE';
    return (disk.latest.get(answer.run.id)?.endTime ?? null) !== null;
  }

  function pickRun(): { readonly run: Run; readonly first: string } | null {
    const ended = [...disk.latest.values()].flatMap((run) => {
      const first = markOf(run.params);
      return run.action === 'RUN' && first !== null && isAtRest(first) ? [{ run, first }] : [];
    });
    return ended.length === 0 ? null : random.pick(ended);
  }

  function pickStatuses({ slots }: Run): RunSlotStatus[] | null {
    if (random.chance(0.5)) return null;
    return [
      random.pick(slots.map(({ status }) => status)),
      ...(random.chance(0.3) ? [random.pick(ENDS)] : []),
    ];
  }

  /** From now on, what is sent with the mark of the run belongs to this retry. */
  function register(run: Run, first: string, retry: Retry): Request {
    const earlier = history.attempts.get(first) ?? [];
    const mark = `${first}+${earlier.length + 1}`;
    history.attempts.set(first, [...earlier, { mark, at: world.now }]);
    const begun = history.requests.find((request) => request.mark === first);
    const { extra = null, tag = null } = begun ?? {};
    const request: Request = {
      ...{ mark, first, at: world.now, operation: run.operation, extra, tag, retry, answer: null },
      ...{ named: null, namesGroup: false, grant: null },
    };
    history.requests.push(request);
    return request;
  }

  function ask(act: (life: Life) => void): void {
    const life = random.pick(servers).life;
    life?.process.deliver(() => act(life));
  }

  function submit(life: Life, request: Request, { of, ...choice }: Retry): void {
    const caller = { via: 'GRAPHQL', requestedBy: null, words: WORDS } as const;
    void life.core.runs.retry(of, { ...choice, ...caller }).then(
      (run) => {
        request.answer = { run };
      },
      (error: { readonly code?: string; readonly message: string }) => {
        request.answer = { error: error.code ?? error.message };
        note(`${request.mark} is rejected: ${error.message}`);
      },
    );
  }

  function retry(): void {
    ask((life) => {
      const picked = pickRun();
      if (!picked) return;
      const { run, first } = picked;
      const choice = { statuses: pickStatuses(run), force: random.chance(0.6) };
      const requestId = random.chance(0.5) ? `id of a retry of ${run.id} at ${world.now}` : null;
      const wanted: Retry = { of: run.id, requestId, ...choice };
      const request = register(run, first, wanted);
      note(`${request.mark}: retry of ${run.id}, ${choice.statuses ?? 'all without success'}`);
      submit(life, request, wanted);
    });
  }

  /** A client that received no answer repeats its retry with the same id. */
  function repeat(): void {
    ask((life) => {
      const again = history.requests.findLast(({ retry }) => retry !== null && retry.requestId !== null);
      if (!again?.retry) return;
      if (history.attempts.get(again.first)?.at(-1)?.mark !== again.mark) return;
      note(`${again.mark} again`);
      count('a retry was repeated');
      const request: Request = { ...again, at: world.now, answer: null };
      history.requests.push(request);
      submit(life, request, again.retry);
    });
  }

  function retryByOcs(): void {
    const picked = swarm.server.hasOcsFace ? pickRun() : null;
    if (!picked) return;
    const { run, first } = picked;
    const choice = { statuses: pickStatuses(run), force: random.chance(0.6) };
    const request = register(run, first, { of: run.id, requestId: null, ...choice });
    note(`${request.mark}: retry of ${run.id}, ${choice.statuses ?? 'all without success'} by the OCS face`);
    const params = { run_id: run.id, ...choice };
    network.call('observatory.multismurf.ops', ['start', 'retry_run', params, null], {
      answered(answer) {
        const code = 'value' in answer ? (answer.value as readonly unknown[])[0] : null;
        if (code === -1) request.answer = { error: 'rejected by MultiSmurfManager' };
        else if (code === 0) count('MultiSmurfManager accepted a retry');
      },
    });
  }

  const acts = { retry, repeat, retryByOcs };

  function next(): void {
    world.after(random.wait(swarm.requestSeconds * 1000 * SELDOM), () => {
      if (isOver) return;
      acts[random.weighted({ retry: 4, repeat: 1, retryByOcs: 3 })]();
      next();
    });
  }

  return {
    begin: next,
    end() {
      isOver = true;
    },
    lookAtRetries(lives, breach) {
      for (const { core, server } of lives) {
        for (const { mark, retry, answer } of history.requests) {
          if (retry === null || answer === null || 'error' in answer) continue;
          void core.runs.list({ retriesOf: [retry.of] }, { first: 1000 }).then(
            ({ runs }) => {
              const isListed = runs.some(({ id, retryOf }) => id === answer.run.id && retryOf === retry.of);
              if (!isListed) breach(`${mark} is not among the retries of its run on server ${server + 1}`);
            },
            (error: unknown) => breach(`the retries of a run cannot be read at rest: ${String(error)}`),
          );
        }
      }
    },
  };
}
