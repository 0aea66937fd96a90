import type { Closable } from '../../lib/topic.js';
import type { Executions } from './executions.js';
import type { OtherRuns } from './other-runs.js';
import type { PeerOrder, Peers, TakenRun } from './peers.js';
import { isUnderWay, type Run } from './run.js';
import type { RunExecution } from './run-execution.js';
import type { StopOrders } from './stop-orders.js';

/** A start that was sent at most this long before a stop may have reached the agent after the stop. */
const CROSSING_MS = 1000;

export interface PeerOrdersOptions {
  readonly peers: Pick<Peers, 'orders' | 'taken' | 'lost' | 'watch'>;
  readonly executions: Executions;
  readonly others: Pick<OtherRuns, 'remove'>;
  readonly stopOrders: StopOrders;
}

/** Executes the orders of other servers on the runs of this server, and takes the runs of servers that have died. */
export function followPeers({ peers, executions, others, stopOrders }: PeerOrdersOptions): Closable {
  function onOrder(order: PeerOrder): void {
    if (order.kind === 'STOP') stopOrders.add(order.operation, new Set(order.addresses));
    if (order.kind === 'STOP_ALL') stopOrders.add(null, order.addresses && new Set(order.addresses));
    for (const { id } of executions.open) {
      const execution = executions.get(id);
      if (execution) obey(execution, order);
    }
  }

  function take({ run, orders }: TakenRun): void {
    // A stop or an abort that this server has continued without its lock: it continues from the stored state.
    executions.release(run.id);
    others.remove(run.id);
    const execution = executions.begin(run, {
      isResumed: true,
      prepare: (begun) => {
        for (const order of orders) begun.holdBack(heldBack(run, order));
      },
    });
    for (const order of orders) obey(execution, order);
  }

  function onLost(): void {
    executions.releaseAll();
    // Stops continue here, and another server may take them and end them, too.
    for (const { id } of executions.open) peers.watch(id);
  }

  const held = [peers.lost.listen(onLost), peers.taken.listen(take), peers.orders.listen(onOrder)];
  return {
    close() {
      for (const closable of held) closable.close();
    },
  };
}

function obey(execution: RunExecution, order: PeerOrder): void {
  const run = execution.current;
  if (order.kind === 'ANNOTATE') {
    const { at, change } = order;
    if (order.run === run.id) void execution.annotate({ type: 'ANNOTATED', at, change });
    return;
  }
  if (order.kind === 'RESUME' || order.kind === 'PAUSE') {
    if (order.run !== run.id) return;
    if (order.kind === 'PAUSE') void execution.pause();
    else void execution.resume();
    return;
  }
  const held = heldBack(run, order);
  if (held.size === 0) return;
  if (order.kind === 'STOP') {
    execution.holdBack(held);
    const crossing = run.slots.filter(
      (slot) => isUnderWay(slot) && Number(slot.sentAt) > order.at.getTime() - CROSSING_MS,
    );
    const late = crossing.flatMap(({ address }) => (address !== null && held.has(address) ? address : []));
    if (late.length > 0) execution.cancelOn(new Set(late));
  } else execution.cancelOn(held);
}

/** The slots of the run on which nothing is started any more because of the order. */
function heldBack(run: Run, order: PeerOrder): ReadonlySet<string> {
  const all = run.slots.flatMap(({ address }) => address ?? []);
  switch (order.kind) {
    case 'STOP': {
      const isConcerned = run.action === 'RUN' && run.operation === order.operation;
      return new Set(isConcerned ? all.filter((address) => order.addresses.includes(address)) : []);
    }
    case 'STOP_ALL':
      if (run.action !== 'RUN') return new Set();
      return new Set(all.filter((address) => order.addresses === null || order.addresses.includes(address)));
    case 'CANCEL':
      return new Set(order.run === run.id ? all : []);
    case 'PAUSE':
    case 'RESUME':
    case 'ANNOTATE':
    case 'ANNOTATED':
    case 'FORGET':
      return new Set();
  }
}
