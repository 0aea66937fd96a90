import { execute, parse } from 'graphql';
import { ANYBODY } from '../../../src/auth/viewer.js';
import { type Core, createCore } from '../../../src/core/core.js';
import { createLiveQueues } from '../../../src/graphql/live-queues.js';
import { createLoaders } from '../../../src/graphql/loaders.js';
import { schema } from '../../../src/graphql/schema.js';
import { createMultiSmurfManager } from '../../../src/ocs-face/multismurf-manager.js';
import { createMemoryRunStore } from '../../../src/storage/memory-run-store.js';
import { WampError } from '../../../src/wamp/error.js';
import { createMemoryRealm } from '../../memory-realm.js';
import { createVirtualClock } from '../../virtual-clock.js';
import { checkMessage } from '../engine/clear-error.js';
import { createErrorLog } from '../engine/error-log.js';
import { expand, isRecord, type Json, listOf } from '../engine/json.js';
import { Fault, type Subject, type Target } from '../engine/target.js';
import { EVERYTHING } from './everything.js';

const AGENT = 'observatory.pysmurf-fuzz';
const OURS = 'observatory.multismurf';
/** The GraphQL query after each input. */
const DOCUMENT = parse(EVERYTHING);
/** Longer than a run on a slot that never answers may take in this test. */
const RUN_MS = 60_000;

/** Less than {@link SETTLE_MS}. */
const MAX_WAIT_SECONDS = 10;

/** Longer than any answer takes. */
const SETTLE_MS = 15_000;

/**
 * The whole core, both faces, and an agent that sends the values of the input, on virtual time:
 * `{heartbeat, api, session, feed: {name, args}, ask}`, where `ask` is a request of a client to our own agent.
 */
async function open(): Promise<Subject> {
  const clock = createVirtualClock();
  const { logger, check: checkLog } = createErrorLog();
  const realm = createMemoryRealm({ clock });
  const [link, evil, client] = [realm.connect(), realm.connect(), realm.connect()];
  const core = createCore({
    ...{ connection: link, clock, logger, store: createMemoryRunStore(), expireTimeMs: 20_000 },
    place: { url: 'ws://router', realm: 'test_realm', addressRoot: 'observatory', site: null },
    timeoutFor: () => 5,
    patience: { lostSeconds: 5, holdSeconds: 5 },
  });
  const agent = createMultiSmurfManager({
    ...{ core, instanceId: 'multismurf', agentClass: 'MultiSmurfManager', logger },
  });
  let said: Readonly<Record<string, unknown>> = {};
  evil.register(AGENT, async () => said['api']);
  evil.register(`${AGENT}.ops`, async () => said['session']);
  const everything = [core, agent, evil, client];
  await clock.until(() => agent.standing.registered, 'our agent answers');

  /** Our client never receives a value that cannot be sent. */
  function publish(topic: string, args: unknown): void {
    try {
      evil.publish(topic, listOf(args));
    } catch (error) {
      if (!(error instanceof WampError || error instanceof TypeError)) throw error;
    }
  }

  async function ask(args: readonly unknown[], input: string): Promise<void> {
    const call = client.call(`${OURS}.ops`, withoutLongWait(args), { timeoutMs: 5000 });
    const answered = await clock.settle(call, 'our agent answers', RUN_MS).catch((error: unknown) => {
      if (!(error instanceof WampError)) throw error;
      checkMessage(error.message, input, 'our agent rejects');
      return null;
    });
    if (answered === null) return;
    if (!Array.isArray(answered)) throw new Fault(`our agent answers ${JSON.stringify(answered)}`);
    checkMessage(answered[1], input, 'our agent says');
  }

  async function queryAll(): Promise<void> {
    const contextValue = {
      ...{ core, agent, loaders: createLoaders(core), live: createLiveQueues(), viewer: ANYBODY },
      closing: new AbortController().signal,
    };
    const asked = Promise.resolve(execute({ schema, document: DOCUMENT, contextValue }));
    const { data, errors } = await clock.settle(asked, 'GraphQL answers', RUN_MS);
    if (errors) throw new Fault(`GraphQL: ${errors[0]?.message}\n${errors[0]?.originalError?.stack}`);
    JSON.stringify(data);
    const [api, status] = [['get_api'], ['status', 'monitor', null, null]];
    for (const [address, args] of [
      [OURS, api],
      [`${OURS}.ops`, status],
    ] as const) {
      const call = client.call(address, args, { timeoutMs: 5000 });
      const answer = await clock.settle(call, 'our agent answers', RUN_MS);
      if (typeof answer !== 'object' || answer === null)
        throw new Fault(`our agent answers ${String(answer)}`);
    }
  }

  async function clear(): Promise<void> {
    said = {};
    if (core.runs.open.length > 0) {
      await clock.advance(RUN_MS);
      if (core.runs.open.length > 0) throw new Fault('a run does not end');
    }
    for (const { address } of core.registry.slots) core.registry.forget(address);
    await clock.advance(0);
  }

  return {
    async run(input: Json) {
      const value = expand(input);
      if (!isRecord(value)) return;
      const text = JSON.stringify(input);
      said = value;
      try {
        publish(`${AGENT}.feeds.heartbeat`, value['heartbeat']);
        await clock.advance(1);
        const feed = isRecord(value['feed']) ? value['feed'] : {};
        publish(`${AGENT}.feeds.${String(feed['name'] ?? 'x').slice(0, 50)}`, feed['args']);
        await clock.advance(1);
        if (Array.isArray(value['ask'])) await ask(value['ask'], text);
        await queryAll();
      } finally {
        await clear();
      }
      checkLog();
    },
    async check() {
      await queryAll();
      checkLog();
    },
    async held() {
      // Lets messages that are under way arrive.
      await clock.advance(SETTLE_MS);
      return heldBy(core, clock.timers);
    },
    async close() {
      for (const part of everything.reverse()) await clock.settle(Promise.resolve(part.close()), 'closed');
    },
  };
}

/**
 * Our agent waits as long as the client asks for, even without an end. Here it must end before timers are counted, and on
 * virtual time, unlike the real one, NaN is without an end, too.
 */
function withoutLongWait(args: readonly unknown[]): readonly unknown[] {
  const [action, operation, params, seconds, ...rest] = args;
  const isLong = typeof seconds === 'number' && !(seconds <= MAX_WAIT_SECONDS);
  return action === 'wait' && isLong ? [action, operation, params, MAX_WAIT_SECONDS, ...rest] : args;
}

function heldBy({ events, registry, runs }: Core, timers: number): Record<string, number> {
  const listeners = Object.values(events).reduce((sum, { listenerCount }) => sum + listenerCount, 0);
  return { listeners, timers, slots: registry.slots.length, 'open runs': runs.open.length };
}

export const ocs: Target = {
  name: 'ocs',
  covers: [
    '/dist/src/ocs/',
    '/dist/src/ocs-face/',
    '/dist/src/core/',
    '/dist/src/graphql/',
    '/dist/src/lib/',
  ],
  words: [
    ...['agent_class', 'instance_hostname', 'instance_pid', 'feeds', 'processes', 'tasks', 'access_control'],
    ...[
      'op_type',
      'blocking',
      'abortable',
      'docstring',
      'min_privs',
      'session_id',
      'op_name',
      'op_code',
      'status',
    ],
    ...[
      'degraded',
      'success',
      'start_time',
      'end_time',
      'data',
      'messages',
      'cred_level',
      'no_history',
      'result',
    ],
    ...[
      'agent_address',
      'feed_name',
      'address',
      'record',
      'agg_params',
      'simulated',
      'stream_id',
      'channel_mask',
    ],
    ...[
      'num_active_channels',
      'stream_on',
      'last_update',
      'traceback',
      'return_val',
      'task',
      'process',
      'done',
    ],
    ...['take_noise', 'stream', 'check_state', 'run', 'abort', 'monitor', 'stop_all', 'starting', 'running'],
    ...['start', 'stop', 'wait', 'stream_ids', 'run_options', 'PysmurfController', AGENT, 'max_concurrency'],
    ...[
      'Args:',
      'Parameters\n----------',
      '(a=1, *b)',
      ' (float, optional): ',
      '**Task** - ',
      '\\\n',
      '\n    ',
    ],
    ...[
      'recent_runs',
      'cancel_run',
      'stop_operation',
      'resume_run',
      'retry_run',
      'acknowledge',
      'out_of_service',
      'in_service',
      'all',
      'heartbeat',
    ],
  ],
  batch: 100,
  parallel: false,
  open,
};
