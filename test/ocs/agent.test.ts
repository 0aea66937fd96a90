import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import type { OpSession, Outcome } from '../../src/ocs/agent/session.js';
import { CallFailure } from '../../src/ocs/call-failure.js';
import { OP_CODES } from '../../src/ocs/protocol.js';
import { NO_SUCH_PROCEDURE } from '../../src/wamp/error.js';
import { connect, connectClient, makeAgent, nextMessage, startRouter } from './harness.js';

const ADDRESS = 'observatory.tester';
const BOUND = { timeoutMs: 5000 };

/** Runs until it is requested to stop, which may be before it begins. */
async function watch({ stopRequested }: OpSession): Promise<Outcome> {
  if (!stopRequested.aborted) await once(stopRequested, 'abort');
  return [true, 'Watched'];
}

describe('An agent on a network', () => {
  test('reports its class and operations', async (t) => {
    const router = await startRouter(t);
    const agent = await makeAgent(t, router);
    agent.registerFeed('results', { record: true });
    agent.registerTask('measure', { docstring: 'measure()', run: () => [true, 'Measured'] });
    agent.open();
    await agent.registered;
    const api = await (await connectClient(t, router)).getApi(ADDRESS);
    assert.equal(api.agentClass, 'TestAgent');
    assert.equal(api.pid, process.pid);
    assert.deepEqual(api.feeds, ['heartbeat', 'results']);
    assert.deepEqual(
      api.operations.map(({ name, info }) => [name, info.op_type]),
      [['measure', 'task']],
    );
    assert.deepEqual(api.problems, []);
  });

  test('starts, waits for and stops operations on request', async (t) => {
    const router = await startRouter(t);
    const agent = await makeAgent(t, router);
    agent.registerTask('measure', {
      docstring: '',
      parameters: { duration: { default: 30, type: 'float' } },
      run: (session, { duration }) => {
        session.data['duration'] = duration;
        return [true, 'Measured'];
      },
    });
    agent.registerProcess('watch', {
      docstring: '',
      run: watch,
    });
    agent.open();
    await agent.registered;
    const client = await connectClient(t, router);

    assert.equal((await client.start(ADDRESS, 'measure', { duration: 3 })).code, 0);
    const measured = await client.wait(ADDRESS, 'measure', 5);
    assert.equal(measured.session?.success, true);
    assert.deepEqual(measured.session?.data, { duration: 3 });

    assert.equal((await client.start(ADDRESS, 'watch', null)).code, 0);
    assert.equal((await client.wait(ADDRESS, 'watch', 0)).code, 1);
    assert.equal((await client.stop(ADDRESS, 'watch')).code, 0);
    assert.equal((await client.wait(ADDRESS, 'watch', 5)).session?.success, true);
    assert.equal((await client.status(ADDRESS, 'watch')).session?.op_code, OP_CODES.SUCCEEDED);
  });

  test('also accepts parameters and timeout by name, as OCS over HTTP sends them', async (t) => {
    const router = await startRouter(t);
    const agent = await makeAgent(t, router);
    agent.registerTask('measure', {
      docstring: '',
      parameters: { duration: {} },
      run: watch,
    });
    agent.open();
    await agent.registered;
    const call = async (args: unknown[], kwargs: object) => {
      const body = JSON.stringify({ procedure: `${ADDRESS}.ops`, args, kwargs });
      const response = await fetch(router.httpUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      const { args: results } = (await response.json()) as { args: [[number, string, unknown]] };
      return results[0].slice(0, 2);
    };
    assert.deepEqual(await call(['start', 'measure'], { params: { duration: 3 } }), [
      0,
      'Started task "measure".',
    ]);
    assert.deepEqual(await call(['wait', 'measure'], { timeout: 0 }), [
      1,
      'Operation "measure" still running; wait timed out.',
    ]);
    agent.session('measure')?.setStatus('stopping');
  });

  test('refuses unknown requests', async (t) => {
    const router = await startRouter(t);
    const agent = await makeAgent(t, router);
    agent.open();
    await agent.registered;
    const connection = await connect(t, router);
    assert.deepEqual(await connection.call(`${ADDRESS}.ops`, ['dance', 'measure'], BOUND), [
      -1,
      'No implementation for "dance"',
      {},
    ]);
    assert.equal(await connection.call(ADDRESS, ['get_weather'], BOUND), null);
    assert.equal(await connection.call(ADDRESS, ['get_agent_class'], BOUND), 'TestAgent');
  });

  test('sends heartbeats with the op codes of all operations, and the time of its start', async (t) => {
    const router = await startRouter(t);
    const agent = await makeAgent(t, router);
    agent.registerTask('measure', { docstring: '', run: () => [true, ''] });
    agent.registerProcess('watch', { docstring: '', startup: {}, run: watch });
    const client = await connectClient(t, router);
    const beating = nextMessage(client, ADDRESS, 'heartbeat');
    agent.open();
    const { message, info } = await beating;
    assert.equal((message as Record<string, number>)['measure'], OP_CODES.NONE);
    assert.notEqual((message as Record<string, number>)['watch'], OP_CODES.NONE);
    assert.equal(info.agent_class, 'TestAgent');
    assert.ok(Math.abs(Number(info.session_id) - Date.now() / 1000) < 60);
  });

  test('starts its startup processes only once, also if the connection breaks', async (t) => {
    const router = await startRouter(t);
    const agent = await makeAgent(t, router);
    let starts = 0;
    agent.registerProcess('watch', {
      docstring: '',
      startup: { interval: 2 },
      run: (_session, params) => {
        starts += 1;
        return [true, `interval ${params['interval']}`];
      },
    });
    agent.open();
    await agent.registered;
    const client = await connectClient(t, router);
    const first = await client.wait(ADDRESS, 'watch', 5);
    assert.equal(first.session?.messages.at(-2)?.[1], 'interval 2');
    router.drop();
    const later = await connectClient(t, router);
    await nextMessage(later, ADDRESS, 'heartbeat');
    assert.equal((await later.status(ADDRESS, 'watch')).session?.session_id, first.session?.session_id);
    assert.equal(starts, 1);
  });

  test('sends nothing while another agent holds its address, and takes over afterwards', async (t) => {
    const router = await startRouter(t);
    const holder = await makeAgent(t, router, { agentClass: 'Holder' });
    holder.open();
    await holder.registered;
    const second = await makeAgent(t, router, { agentClass: 'Second' });
    let starts = 0;
    second.registerProcess('watch', {
      docstring: '',
      startup: {},
      run: () => {
        starts += 1;
        return [true, ''];
      },
    });
    const client = await connectClient(t, router);
    second.open();
    const beats = [];
    for (let beat = 0; beat < 2; beat += 1) beats.push(await nextMessage(client, ADDRESS, 'heartbeat'));
    assert.deepEqual(
      beats.map(({ info }) => info.agent_class),
      ['Holder', 'Holder'],
    );
    assert.equal(starts, 0);
    await holder.close();
    await second.registered;
    assert.equal((await client.getApi(ADDRESS)).agentClass, 'Second');
    assert.equal((await client.wait(ADDRESS, 'watch', 5)).session?.success, true);
  });

  test('publishes on the feeds that it registered, and on no others', async (t) => {
    const router = await startRouter(t);
    const agent = await makeAgent(t, router);
    agent.registerFeed('results', { record: true });
    agent.open();
    await agent.registered;
    const connection = await connect(t, router);
    const received = new Promise<readonly unknown[]>((resolve) => {
      connection.subscribe(`${ADDRESS}.feeds.results`, ({ args }) => {
        if (Array.isArray(args[0])) resolve(args);
      });
    });
    const publishing = setInterval(
      () => agent.publishBlock('results', { block_name: 'b', timestamp: 1, data: { a: 2 } }),
      20,
    );
    const [[message]] = (await received.finally(() => clearInterval(publishing))) as [[unknown]];
    assert.deepEqual(message, {
      b: { block_name: 'b', data: { a: [2] }, timestamps: [1], influxdb_tags: null },
    });
    assert.throws(() => agent.publish('rumours', {}), /Feed rumours is not registered/);
  });

  test('leaves the network when it is closed: operations are stopped, and calls are not answered', async (t) => {
    const router = await startRouter(t);
    const agent = await makeAgent(t, router);
    agent.registerProcess('watch', {
      docstring: '',
      startup: {},
      run: watch,
    });
    agent.open();
    await agent.registered;
    await agent.close();
    assert.equal(agent.session('watch')?.status, 'done');
    const client = await connectClient(t, router);
    await assert.rejects(
      client.getApi(ADDRESS),
      (error) => error instanceof CallFailure && error.uri === NO_SUCH_PROCEDURE,
    );
  });
});
