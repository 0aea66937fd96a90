import type { AgentPresence } from '../core/agent-presence.js';
import type { Core } from '../core/core.js';
import type { RunStore } from '../core/runs/run-store.js';
import {
  createSubscriptionCounts,
  END_REASONS,
  type SubscriptionCounts,
} from '../graphql/subscription-counts.js';
import { type Clock, settledWithin, systemClock } from '../lib/clock.js';
import type { Closable } from '../lib/topic.js';
import type { OcsClient } from '../ocs/client.js';
import { countCalls } from './agent-calls.js';
import { boundedNames } from './bounded-names.js';
import { readCore } from './core-metrics.js';
import { createInstruments } from './instruments.js';
import { createProcessMetrics } from './process-metrics.js';
import { countRuns } from './run-metrics.js';
import { measureStore } from './store-calls.js';

/** Different names of operations, of the slots and of GraphQL each. */
const MAX_NAMES = 50;

/** Prometheus waits ten seconds by default. */
const SIZE_MS = 1000;

const OUTCOMES = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

/** What the HTTP server knows besides the core. */
export interface ServerState {
  readonly openSubscriptions: number;
  readonly isReady: boolean;
  /** Number of parts that do not work. */
  readonly degraded: number;
}

export interface StoreState {
  readonly isVolatile: boolean;
  /** The size of the database in bytes; null if it is not known. */
  size(): Promise<number | null>;
}

/** What Prometheus can read of a server. `docs/metrics.md` describes each metric. */
export interface Metrics extends Closable {
  /** Of the subscriptions; incremented where events are delivered. */
  readonly subscriptions: SubscriptionCounts;
  /** A client whose calls are counted. */
  countCalls(client: OcsClient): OcsClient;
  /** A store whose calls are measured. */
  measureStore(store: RunStore): RunStore;
  /** Counts a GraphQL operation by its type, its name and its code. */
  countOperation(type: string, name: string, code: string): void;
  watchCore(core: Core, agent: AgentPresence, store: StoreState): void;
  watchServer(state: () => ServerState): void;
  /** All metrics in the text format of Prometheus. */
  text(): Promise<string>;
  readonly contentType: string;
}

export function createMetrics(clock: Clock = systemClock): Metrics {
  const { registry, instruments } = createInstruments();
  const subscriptions = createSubscriptionCounts();
  const ofSlots = boundedNames(MAX_NAMES);
  const ofGraphQL = boundedNames(MAX_NAMES);
  const ofProcess = createProcessMetrics(instruments);
  const held: Closable[] = [ofProcess];
  const readers: (() => void | Promise<void>)[] = [() => ofProcess.read(), readSubscriptions];

  function readSubscriptions(): void {
    const { started, ended, delivered, merged, dropped } = subscriptions;
    instruments.subscriptionsStarted.reset();
    instruments.subscriptionsStarted.inc(started);
    instruments.subscriptionsEnded.reset();
    for (const reason of END_REASONS) instruments.subscriptionsEnded.inc({ reason }, ended[reason]);
    instruments.events.reset();
    for (const [result, count] of Object.entries({ delivered, merged, dropped })) {
      instruments.events.inc({ result }, count);
    }
  }

  /** A series that begins with its first failure would show no increase. */
  function beginRunSeries({ registry: { slots } }: Core): void {
    for (const name of new Set(slots.flatMap(({ api }) => [...(api?.operations.keys() ?? [])]))) {
      const operation = ofSlots(name);
      for (const outcome of OUTCOMES) instruments.runsEnded.inc({ operation, action: 'RUN', outcome }, 0);
    }
  }

  /** One at a time: a disk that hangs must not take more than one thread. */
  let reading: Promise<void> | null = null;

  async function readSize({ size }: StoreState): Promise<void> {
    reading ??= size()
      .catch(() => null)
      .then((bytes) => {
        reading = null;
        if (bytes === null) instruments.storeSize.remove();
        else instruments.storeSize.set(bytes);
      });
    await settledWithin(clock, reading, SIZE_MS);
  }

  return {
    subscriptions,
    countCalls: (client) => countCalls(client, instruments, clock),
    measureStore: (store) => measureStore(store, instruments, clock),
    countOperation(type, name, code) {
      instruments.operations.inc({ type, operation: ofGraphQL(name), code });
    },
    watchCore(core, agent, store) {
      const { events, peers, connection } = core;
      let wasConnected = connection.link.connected;
      let connections = wasConnected ? 1 : 0;
      held.push(
        countRuns({ events, peers, instruments, nameOf: ofSlots, clock: core.clock }),
        connection.onLinkChange(({ connected }) => {
          if (connected && !wasConnected) {
            if (connections > 0) instruments.reconnects.inc();
            connections += 1;
          }
          wasConnected = connected;
        }),
      );
      instruments.storeVolatile.set(store.isVolatile ? 1 : 0);
      readers.push(
        () => readCore(core, agent, instruments),
        () => beginRunSeries(core),
        () => readSize(store),
      );
    },
    watchServer(state) {
      readers.push(() => {
        const { openSubscriptions, isReady, degraded } = state();
        instruments.subscriptionsOpen.set(openSubscriptions);
        instruments.ready.set(isReady ? 1 : 0);
        instruments.degraded.set(degraded);
      });
    },
    async text() {
      await Promise.all(readers.map((read) => read()));
      return await registry.metrics();
    },
    contentType: registry.contentType,
    close() {
      for (const closable of held) closable.close();
    },
  };
}
