import type { Run } from '../../src/core/runs/run.js';
import { createLatestQueue } from '../../src/lib/latest-queue.js';
import type { Topic } from '../../src/lib/topic.js';
import type { History, Subscriber } from './history.js';
import type { Random } from './random.js';
import type { Life } from './server.js';
import type { WorldClock } from './world-clock.js';

export interface SubscriberOptions {
  readonly world: WorldClock;
  readonly random: Random;
  readonly history: History;
}

/** Subscribers of the server: some read slowly, some leave. They use the same latest-value queues as the APIs. */
export interface Subscribers {
  /** Subscribes to one run until its end. */
  followRun(life: Life, id: string): void;
  /** Subscribes to all runs, or to all slots. */
  follow(life: Life, what: 'runs' | 'slots'): void;
  /** Subscribes to all sessions until the server dies. */
  watchEnds(life: Life): void;
  /** One subscriber leaves. */
  leave(): void;
  /** A server has died: every subscription to it ends. */
  serverDied(server: number): void;
}

/** The name of a session for the checkers, the same for its slot and for the server. */
export function sessionName(
  address: string,
  session: { readonly op_name: string; readonly session_id: number; readonly start_time: number },
): string {
  return `${address} ${session.op_name} #${session.session_id} of ${session.start_time}`;
}

export function createSubscribers({ world, random, history }: SubscriberOptions): Subscribers {
  const open: { readonly subscriber: Subscriber; leave(): void }[] = [];

  function join({ server }: Life, what: string, leave: (subscriber: Subscriber) => void): Subscriber {
    const subscriber: Subscriber = { server, from: world.now, what, ended: null, last: new Map() };
    history.subscribers.push(subscriber);
    open.push({ subscriber, leave: () => leave(subscriber) });
    return subscriber;
  }

  /** Most subscribers read at once; all of them do when the faults are over. */
  const pause = () =>
    random.chance(0.1) && world.now < history.healedAt ? world.sleep(random.between(100, 20_000)) : undefined;

  /** Reads events of a topic like a subscription of an API. */
  function read<Event>(
    life: Life,
    topic: Topic<Event>,
    keyOf: (event: Event) => string,
    take: (event: Event) => void,
  ): { close(): void } {
    const queue = createLatestQueue<Event>(() => {});
    const listening = topic.listen((event) => queue.push(keyOf(event), event));
    void (async () => {
      for await (const event of queue) {
        if (!life.process.isAlive) return;
        take(event);
        await pause();
      }
    })();
    return {
      close() {
        listening.close();
        void queue.return();
      },
    };
  }

  return {
    followRun(life, id) {
      const leaving = new AbortController();
      const subscriber = join(life, `run ${id}`, () => leaving.abort());
      void (async () => {
        try {
          for await (const run of life.core.runs.follow(id, leaving.signal)) {
            if (subscriber.ended) return;
            subscriber.last.set(run.id, run.revision);
            await pause();
          }
          subscriber.ended ??= 'it was completed';
        } catch {
          // The store could not read the run: the client received an error.
          subscriber.ended ??= 'it left';
        }
      })();
    },
    follow(life, what) {
      const { events } = life.core;
      let reading = { close() {} };
      const subscriber = join(life, what, () => reading.close());
      if (what === 'runs') {
        const take = (run: Run) => void subscriber.last.set(run.id, run.revision);
        reading = read(life, events.runs, ({ id }) => id, take);
      } else {
        const topic = events.slots;
        reading = read(
          life,
          topic,
          ({ slot }) => slot.address,
          ({ slot }) => {
            subscriber.last.set(slot.address, slot.revision);
          },
        );
      }
    },
    watchEnds(life) {
      const { server } = life;
      const period = { server, from: world.now, to: Infinity };
      history.watched.push(period);
      const topic = life.core.events.sessions;
      read(
        life,
        topic,
        ({ record }) => record.id,
        ({ slot, record }) => {
          if (record.session.status !== 'done') return;
          history.endsSeen.add(`${server}: ${sessionName(slot.address, record.session)}`);
        },
      );
    },
    leave() {
      const index = Math.floor(random.next() * open.length);
      const [one] = open.splice(index, 1);
      if (!one || one.subscriber.ended) return;
      one.subscriber.ended = 'it left';
      one.leave();
    },
    serverDied(server) {
      for (const one of open.splice(0)) {
        if (one.subscriber.server === server) one.subscriber.ended ??= 'the server died';
        else open.push(one);
      }
      for (const period of history.watched) {
        if (period.server === server) period.to = Math.min(period.to, world.now);
      }
    },
  };
}
