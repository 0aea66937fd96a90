import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { type Product, startProduct } from '../product.js';
import { until } from '../until.js';

interface Named {
  readonly id: string;
  readonly streamId: string;
}

const NAMES = ['ufm_mv5', 'ufm_mv12', 'ufm_mv17'];

describe('a query', () => {
  let product: Product;
  before(async () => {
    product = await startProduct({ slots: 3 });
  });
  after(() => product?.close());

  async function streamIds(args: string): Promise<string[]> {
    const { smurfInstances } = await product.ask<{ smurfInstances: Named[] }>(
      `{ smurfInstances${args} { id streamId } }`,
    );
    return smurfInstances.map(({ streamId }) => streamId);
  }

  /** The one error that the query is answered with. */
  async function errorOf(document: string, variables = {}) {
    const { errors = [] } = await product.request(document, variables);
    assert.equal(errors.length, 1, JSON.stringify(errors));
    const [{ message = '', extensions = {} } = {}] = errors;
    return { message, extensions };
  }

  it('lists the slots in the order of their instance ids', async () => {
    assert.deepEqual(await streamIds(''), NAMES);
    assert.deepEqual(await streamIds('(expired: false)'), NAMES);
    assert.deepEqual(await streamIds('(expired: true)'), []);
  });

  it('lists the named slots, by stream id or instance id, in the usual order', async () => {
    const names = (rest: string) => streamIds(`(streamIds: ["ufm_mv17", "pysmurf-controller-s2"${rest}`);
    assert.deepEqual(await names('])'), ['ufm_mv5', 'ufm_mv17']);
    assert.deepEqual(await names(', "nobody"], allowUnknown: true)'), ['ufm_mv5', 'ufm_mv17']);
    assert.deepEqual(await names('], expired: true)'), []);
  });

  it('returns everything that is known about a slot', async () => {
    const [controller] = product.controllers;
    assert.ok(controller);
    const { smurfInstance } = await product.ask<{ smurfInstance: Record<string, unknown> }>(
      `query ($id: ID!) { smurfInstance(id: $id) {
        id instanceId address streamId agentClass hostname pid expired lastRefresh agentStarted
        problems { id code operation message } currentRuns { id }
      } }`,
      { id: controller.streamId },
    );
    const { lastRefresh, agentStarted, ...rest } = smurfInstance;
    assert.deepEqual(rest, {
      id: product.core.registry.byAddress(controller.address)?.id,
      instanceId: controller.instanceId,
      address: controller.address,
      streamId: controller.streamId,
      agentClass: 'PysmurfController',
      hostname: hostname(),
      pid: process.pid,
      expired: false,
      problems: [],
      currentRuns: [],
    });
    for (const time of [lastRefresh, agentStarted]) {
      assert.ok(Math.abs(Date.now() - Date.parse(String(time))) < 60_000, `${time} is a time of today`);
    }
  });

  it('finds one slot by stream id, instance id or address, and none by any other name', async () => {
    const [controller] = product.controllers;
    assert.ok(controller);
    const { streamId, instanceId, address } = controller;
    const document = 'query ($id: ID!) { smurfInstance(id: $id) { address } }';
    for (const id of [streamId, instanceId, address]) {
      const { smurfInstance } = await product.ask<{ smurfInstance: { address: string } }>(document, { id });
      assert.equal(smurfInstance.address, address);
    }
    assert.deepEqual(await product.ask(document, { id: 'nobody' }), { smurfInstance: null });
  });

  it('returns the state of a slot, typed', async () => {
    const { smurfInstance } = await product.ask<{ smurfInstance: { state: Record<string, unknown> } }>(
      `{ smurfInstance(id: "ufm_mv5") { state {
        numActiveChannels openG3Stream streaming streamTag pysmurfAction downsampleFactor aggTime stale lastUpdate
      } } }`,
    );
    const [controller] = product.controllers;
    assert.ok(controller);
    const { lastUpdate, ...state } = smurfInstance.state;
    assert.deepEqual(state, {
      numActiveChannels: controller.hardware.active().length,
      openG3Stream: false,
      streaming: false,
      streamTag: '',
      pysmurfAction: '',
      downsampleFactor: 20,
      aggTime: 1,
      stale: false,
    });
    assert.ok(Math.abs(Date.now() - Date.parse(String(lastUpdate))) < 60_000);
  });

  it('returns the operations of a slot', async () => {
    const { smurfInstance } = await product.ask<{ smurfInstance: { operations: Record<string, unknown>[] } }>(
      `{ smurfInstance(id: "ufm_mv5") { operations(names: ["stream", "take_noise", "nothing"]) {
        name type blocking abortable minPrivs opCode docstring session { id }
      } } }`,
    );
    const byName = new Map(smurfInstance.operations.map(({ name, ...operation }) => [name, operation]));
    assert.deepEqual([...byName.keys()].sort(), ['stream', 'take_noise']);
    const { docstring, ...noise } = byName.get('take_noise') ?? {};
    assert.match(String(docstring), /^take_noise\(duration=30/);
    assert.deepEqual(noise, {
      type: 'TASK',
      blocking: true,
      abortable: false,
      minPrivs: 1,
      opCode: 'NONE',
      session: null,
    });
    assert.deepEqual(
      [byName.get('stream')?.['type'], byName.get('stream')?.['abortable']],
      ['PROCESS', null],
    );
  });

  it('returns sessions: the latest of each operation, chosen by operation or status', async () => {
    const { smurfInstance } = await product.ask<{
      smurfInstance: Record<'session' | 'none', unknown> &
        Record<'running' | 'done', { operation: string }[]>;
    }>(
      `{ smurfInstance(id: "ufm_mv5") {
        session(operation: "check_state") {
          operation status opCode success degraded endTime evicted
          streamId: data(path: "/stream_id") nothing: data(path: "/stream_id/0")
          messages(last: 1) { text } instance { streamId }
        }
        none: session(operation: "take_iv") { id }
        running: sessions(status: [STARTING, RUNNING]) { operation }
        done: sessions(status: [DONE]) { operation }
      } }`,
    );
    assert.deepEqual(smurfInstance, {
      session: {
        operation: 'check_state',
        status: 'RUNNING',
        opCode: 'RUNNING',
        success: null,
        degraded: false,
        endTime: null,
        evicted: false,
        streamId: 'ufm_mv5',
        nothing: null,
        messages: [{ text: 'Status is now "running".' }],
        instance: { streamId: 'ufm_mv5' },
      },
      none: null,
      running: [{ operation: 'check_state' }],
      done: [],
    });
  });

  it('lists every operation once, with the slots that have it', async () => {
    const { operations } = await product.ask<{
      operations: { id: string; name: string; type: string; docstring: string; instances: Named[] }[];
    }>('{ operations { id name type docstring instances { streamId } } }');
    const names = operations.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)].sort());
    const noise = operations.find(({ name }) => name === 'take_noise');
    assert.deepEqual([noise?.type, noise?.instances.map(({ streamId }) => streamId)], ['TASK', NAMES]);
    assert.match(noise?.docstring ?? '', /^take_noise/);
  });

  it('returns the router, realm and address root, and the state of the connection', async () => {
    const { network } = await product.ask<{ network: Record<string, unknown> }>(
      '{ network { router realm addressRoot connected since reason site } }',
    );
    const { since, ...rest } = network;
    assert.deepEqual(rest, {
      router: product.network.url,
      realm: product.network.realm,
      addressRoot: 'observatory',
      connected: true,
      reason: null,
      site: null,
    });
    assert.ok(Date.parse(String(since)) <= Date.now());
  });

  it('lists runs, newest first, in pages', async () => {
    const stop = 'mutation { stopOperation(operation: "stream") { id } }';
    const ids: string[] = [];
    for (let count = 0; count < 3; count++) {
      const { stopOperation } = await product.ask<{ stopOperation: { id: string } }>(stop);
      ids.unshift(stopOperation.id);
    }
    const { runs } = await product.ask<{ runs: { nodes: { id: string }[]; edges: { cursor: string }[] } }>(
      '{ runs(first: 2) { nodes { id } edges { cursor node { id action } } } }',
    );
    assert.deepEqual(
      runs.nodes.map(({ id }) => id),
      ids.slice(0, 2),
    );
    assert.equal(new Set(runs.edges.map(({ cursor }) => cursor)).size, 2);
    const { run, none } = await product.ask<{ run: { action: string }; none: null }>(
      'query ($id: ID!) { run(id: $id) { action } none: run(id: "no-run") { id } }',
      { id: ids[2] },
    );
    assert.deepEqual([run.action, none], ['STOP', null]);
  });

  it('that is invalid is rejected, with the values that correct it', async () => {
    for (const first of [-1, 201]) {
      const { message, extensions } = await errorOf(`{ runs(first: ${first}) { nodes { id } } }`);
      assert.equal(extensions['code'], 'BAD_USER_INPUT');
      assert.ok(message.includes(`${first}`) && message.includes('0 to 200'), message);
    }
    const pointer = await errorOf(
      '{ smurfInstance(id: "ufm_mv5") { session(operation: "check_state") { data(path: "stream_id") } } }',
    );
    assert.equal(pointer.extensions['code'], 'BAD_USER_INPUT');
    assert.match(pointer.message, /not a JSON pointer/);
    assert.match((await errorOf('{ smurfInstances { colour } }')).message, /colour/);
  });

  it('is answered in part if a slot cannot be read: the other slots are not affected', async () => {
    const [, , controller] = product.controllers;
    assert.ok(controller);
    await controller.crash();
    const before = Date.now();
    assert.deepEqual(await streamIds(''), NAMES);
    assert.ok(Date.now() - before < 5000);
    await controller.restart();
    const found = () => product.core.registry.byAddress(controller.address);
    await until(() => found()?.streamIdConfirmed && found()?.api, 'the slot is back');
  });

  it('returns an unexpected error without its message, which is only logged', async (t) => {
    t.mock.method(product.core.runs, 'list', () => {
      throw new Error('password of the database: 1234');
    });
    const { message } = await errorOf('{ runs { nodes { id } } }');
    assert.equal(message, 'Unexpected error.');
    assert.ok(!JSON.stringify(await product.request('{ runs { nodes { id } } }')).includes('1234'));
  });
});
