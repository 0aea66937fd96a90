import type { Clock } from '../../lib/clock.js';
import type { Registry } from '../slots/registry.js';
import type { CoreEvents } from './core-events.js';
import { waitForRun } from './follow-run.js';
import type { OtherRuns } from './other-runs.js';
import type { PeerOrder, Peers } from './peers.js';
import { isUnderWay, type Run } from './run.js';
import type { EndRequest, RunRequest } from './run-request.js';
import type { RunTarget } from './selection.js';

/** How long the answer to a cancel waits for the server that executes the run. */
const ANSWER_SECONDS = 2;

/** Cancels, pauses and resumes runs that this server does not execute. */
export interface OtherControl {
  /** @throws {RequestError} UNKNOWN_RUN */
  cancel(id: string, password?: RunRequest['password']): Promise<Run>;
  /** @throws {RequestError} UNKNOWN_RUN */
  pause(id: string): Promise<Run>;
  /** @throws {RequestError} UNKNOWN_RUN */
  resume(id: string): Promise<Run>;
}

export interface OtherControlOptions {
  readonly others: OtherRuns;
  readonly events: Pick<CoreEvents, 'runs'>;
  readonly registry: Pick<Registry, 'byAddress'>;
  readonly peers: Pick<Peers, 'driver' | 'send'>;
  /** The run, also if it has ended. Rejects with UNKNOWN_RUN. */
  readonly known: (id: string) => Promise<Run>;
  readonly send: (action: 'STOP' | 'ABORT', request: EndRequest, targets: readonly RunTarget[]) => unknown;
  readonly clock: Clock;
}

export function createOtherControl(options: OtherControlOptions): OtherControl {
  const { others, events, registry, peers, known, send, clock } = options;

  async function order(id: string, order: PeerOrder, isReached: (run: Run) => boolean): Promise<Run> {
    void peers.send(order);
    return await waitForRun(events, id, () => known(id), { isReached, seconds: ANSWER_SECONDS, clock });
  }

  /** No server executes the run now, so its running operations are ended from here. */
  function endDirectly(run: Run, password: RunRequest['password']): void {
    const { operation, requestedBy, isRequesterVerified, via, slots } = run;
    const running = slots.filter((slot) => isUnderWay(slot) && slot.sentAt !== null);
    const targets = running.flatMap(({ address }) => {
      const slot = address === null ? undefined : registry.byAddress(address);
      return slot ? [{ slot }] : [];
    });
    if (targets.length === 0) return;
    const isProcess = targets[0]?.slot.api?.operations.get(operation)?.op_type === 'process';
    const request = { operation, requestedBy, isRequesterVerified, via, password };
    send(isProcess ? 'STOP' : 'ABORT', request, targets);
  }

  return {
    async cancel(id, password) {
      const run = others.get(id);
      if (!run) return await known(id);
      if (peers.driver === null) endDirectly(run, password);
      return await order(
        id,
        { kind: 'CANCEL', run: id },
        ({ cancelledAt, slots }) => cancelledAt !== null && slots.every(({ status }) => status !== 'PENDING'),
      );
    },
    async pause(id) {
      if (!others.get(id)) return await known(id);
      return await order(id, { kind: 'PAUSE', run: id }, ({ pausedAt }) => pausedAt !== null);
    },
    async resume(id) {
      if (!others.get(id)) return await known(id);
      return await order(
        id,
        { kind: 'RESUME', run: id },
        ({ heldBy, pausedAt }) => heldBy === null && pausedAt === null,
      );
    },
  };
}
