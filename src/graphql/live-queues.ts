import { createLatestQueue, type LatestQueue } from '../lib/latest-queue.js';

/** The queues of all subscriptions that are open, so that a server that stops can complete them. */
export interface LiveQueues {
  readonly size: number;
  /** @param onReturn called once, when the subscription is over: gives back what feeds it. */
  open<T>(onReturn: () => void): LatestQueue<T>;
  /** Lets every subscriber have what waits, and completes. */
  endAll(): void;
}

export function createLiveQueues(): LiveQueues {
  const live = new Set<LatestQueue<unknown>>();
  return {
    get size() {
      return live.size;
    },
    open<T>(onReturn: () => void) {
      const queue = createLatestQueue<T>(() => {
        live.delete(queue as LatestQueue<unknown>);
        onReturn();
      });
      live.add(queue as LatestQueue<unknown>);
      return queue;
    },
    endAll() {
      for (const queue of live) queue.end();
    },
  };
}
