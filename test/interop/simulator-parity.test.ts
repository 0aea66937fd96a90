import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { figuresOf } from '../../src/core/figures/figures-of.js';
import { sentence } from '../../src/core/runs/run-summary.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createOcsClient, type OcsClient } from '../../src/ocs/client.js';
import { type EncodedSession, type FeedMessage, sessionData } from '../../src/ocs/protocol.js';
import {
  createPysmurfController,
  type PysmurfController,
} from '../../src/simulator/pysmurf-controller/controller.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import type { WampConnection } from '../../src/wamp/types.js';
import { nextMessage } from '../ocs/harness.js';
import { type Controller, type Network, startNetwork } from './network.js';
import { pythonSources } from './python-environment.js';

interface Case {
  readonly params?: object;
  /** The feed on which the operation publishes its results. */
  readonly feed?: string;
}

/** What succeeds on both; the order is that of the tests. */
const SUCCEEDS: Readonly<Record<string, Case>> = {
  take_noise: { params: { duration: 0.1 }, feed: 'noise_results' },
  take_iv: { feed: 'iv_results' },
  take_bias_steps: { feed: 'bias_step_results' },
  take_bgmap: {},
  bias_dets: {},
  uxm_relock: { feed: 'tracking_results' },
  set_biases: { params: { bias: 1.5, bgs: [0, 3] } },
  zero_biases: {},
  overbias_tes: {},
  all_off: {},
  restart_rssi: {},
  run_test_func: {},
  run: { params: { script: join(pythonSources, 'script.py'), args: ['0.1'] } },
  stream: { params: { test_mode: true } },
};

/** What socs 0.6.4 can never do, so that only the simulator shows how it goes: with the reason of the crash there. */
const ONLY_SIMULATED: Readonly<Record<string, string>> = {
  // It declares run_in_main_procsess and reads run_in_main_process.
  uxm_setup: "KeyError: 'run_in_main_process'.",
  // It declares bgs and reads rfrac_range.
  take_bias_waves: "KeyError: 'rfrac_range'.",
};

/** An array that is longer holds measurements, as many as the slot has channels. */
const FIXED_LENGTH = 20;

/** Paths and types of a value, one a line. */
function shape(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) {
    const elements = [...new Set(value.flatMap((element) => shape(element, `${path}[]`)))];
    return value.length > FIXED_LENGTH ? elements : [`${path}: ${value.length} elements`, ...elements];
  }
  if (typeof value !== 'object' || value === null) {
    return [`${path}: ${value === null ? 'null' : typeof value}`];
  }
  const members = Object.entries(value);
  return members.length === 0
    ? [`${path}: empty`]
    : members
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([key, member]) => shape(member, `${path}/${key}`));
}

/** The figures of a session which are also published, by name. */
function blockOf({ session, message }: { readonly session: EncodedSession; readonly message: unknown }) {
  const published = publishedBy(message);
  const figures = figuresOf(session.op_name, sessionData(session));
  return Object.fromEntries(
    figures.filter(({ name }) => name in published).map(({ name, value }) => [name, value]),
  );
}

/** The numbers in the only block of a feed's message, except alarms, which follow from the other numbers. */
function publishedBy(message: unknown): Record<string, number> {
  const [block] = Object.values((message ?? {}) as Record<string, { data: Record<string, number[]> }>);
  const fields = Object.entries(block?.data ?? {}).filter(([name]) => !name.startsWith('alarm_'));
  return Object.fromEntries(fields.map(([name, values]) => [name, values[0] ?? Number.NaN]));
}

const texts = ({ messages }: EncodedSession) => messages.map(([, text]) => text);

describe('A simulated slot, beside a real PysmurfController', () => {
  let network: Network;
  /** The router does not deliver a message to the connection that published it, so the client has its own. */
  let connections: readonly WampConnection[];
  let client: OcsClient;
  let real: Controller;
  let simulated: PysmurfController;
  let addresses: readonly [real: string, simulated: string];

  before(async () => {
    network = await startNetwork({ slots: 1 });
    const { url, realm, addressRoot } = network;
    const [asking, answering] = [createWampConnection({ url, realm }), createWampConnection({ url, realm })];
    connections = [asking, answering];
    await Promise.all(connections.map((connection) => connection.connected()));
    client = createOcsClient(asking, silentLogger);
    simulated = createPysmurfController({
      connection: answering,
      addressRoot,
      instanceId: 'simulated-s2',
      slot: 2,
      streamId: 'ufm_mv12',
      seed: 1,
      timeScale: 1e-3,
      pollInterval: 0.5,
      logger: silentLogger,
    });
    await simulated.registered;
    const [first] = network.controllers;
    assert.ok(first);
    real = first;
    addresses = [`${addressRoot}.${real.instanceId}`, simulated.address];
  });
  after(async () => {
    await simulated?.close();
    await Promise.all(connections?.map((connection) => connection.close()) ?? []);
    await network?.stop();
  });

  async function run(address: string, operation: string, params: object = {}): Promise<EncodedSession> {
    const started = await client.start(address, operation, params);
    assert.equal(started.code, 0, started.message);
    const { session } = await client.wait(address, operation, 30);
    // It ends before the set_biases that it starts, which holds the lock.
    if (operation === 'zero_biases') await client.wait(address, 'set_biases', 30);
    assert.equal(session?.status, 'done');
    return session;
  }

  /** The session of an operation on one of them, and what it published. */
  async function observe(address: string, operation: string, { params, feed }: Case) {
    const publishing: Promise<FeedMessage> | null = feed ? nextMessage(client, address, feed) : null;
    const session = await run(address, operation, params);
    assert.equal(session.success, true, texts(session).join('\n'));
    return { session, message: (await publishing)?.message ?? null };
  }

  it('has the same operations, and this test covers all of them', async () => {
    const [names, simulatedNames] = await Promise.all(
      addresses.map(async (address) =>
        (await client.getApi(address)).operations.map(({ name }) => name).sort(),
      ),
    );
    assert.deepEqual(simulatedNames, names);
    const known = [...Object.keys(SUCCEEDS), ...Object.keys(ONLY_SIMULATED), 'abort', 'check_state'];
    assert.deepEqual(known.sort(), names);
  });

  it('has the same state', async () => {
    const [theirs, ours] = await Promise.all(
      addresses.map(async (address) => {
        const { session } = await client.status(address, 'check_state');
        assert.ok(session);
        return shape(sessionData(session));
      }),
    );
    assert.deepEqual(ours, theirs);
  });

  for (const [operation, what] of Object.entries(SUCCEEDS)) {
    it(`ends ${operation} with the same messages, session data and block of its feed`, async () => {
      const [theirs, ours] = await Promise.all(addresses.map((address) => observe(address, operation, what)));
      assert.ok(theirs && ours);
      assert.deepEqual(texts(ours.session), texts(theirs.session));
      assert.deepEqual(shape(sessionData(ours.session)), shape(sessionData(theirs.session)));
      assert.deepEqual(shape(ours.message), shape(theirs.message));
      const published = publishedBy(theirs.message);
      assert.equal(Object.keys(published).length > 0, what.feed !== undefined);
      assert.deepEqual(blockOf(theirs), published, 'the figures are what the agent publishes');
    });
  }

  for (const [operation, crash] of Object.entries(ONLY_SIMULATED)) {
    it(`succeeds with ${operation}, which crashes on the real one`, async () => {
      const [address, ownAddress] = addresses;
      const session = await run(address, operation);
      assert.equal(session.success, false);
      assert.equal(sentence(texts(session).at(-2) ?? ''), crash);
      assert.equal((await run(ownAddress, operation)).success, true);
    });
  }

  it('fails a measurement with the same session data, and a traceback that reads the same', async () => {
    real.script({ take_noise: { raise: 'no tones' } });
    simulated.failNext('take_noise', 'Traceback (most recent call last):\nRuntimeError: no tones');
    const [theirs, ours] = await Promise.all(addresses.map((address) => run(address, 'take_noise')));
    real.script({});
    assert.ok(theirs && ours);
    assert.deepEqual([theirs.success, ours.success], [false, false]);
    assert.deepEqual(texts(ours), texts(theirs));
    assert.deepEqual(shape(ours.data), shape(theirs.data));
    for (const { data } of [theirs, ours]) {
      const { traceback } = (data as { result: { traceback: string } }).result;
      assert.equal(sentence(traceback), 'RuntimeError: no tones.');
    }
  });

  it('crashes with a message that reads the same', async () => {
    real.script({ set_biases: { raise: 'no bias card' } });
    simulated.failNext('set_biases', 'Traceback (most recent call last):\nRuntimeError: no bias card');
    const crashes = {
      set_biases: 'RuntimeError: no bias card.',
      abort: 'twisted.internet.error.ProcessExitedAlready.',
    };
    for (const [operation, reason] of Object.entries(crashes)) {
      const params = operation === 'set_biases' ? { bias: 1 } : {};
      const sessions = await Promise.all(addresses.map((address) => run(address, operation, params)));
      for (const session of sessions) {
        const text = texts(session).at(-2) ?? '';
        assert.match(text, /^CRASH: \[Failure instance: Traceback: <class '[\w.]+'>: .*\n[\s\S]*\n\]$/);
        assert.equal(sentence(text), reason);
      }
    }
    real.script({});
  });
});
