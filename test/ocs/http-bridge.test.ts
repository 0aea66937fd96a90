import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { silentLogger } from '../../src/lib/logger.js';
import { CallFailure, type CallFailureKind } from '../../src/ocs/call-failure.js';
import { createOcsBridge, type OcsBridge, type OcsBridgeOptions } from '../../src/ocs/http-bridge.js';
import { createPysmurfController } from '../../src/simulator/pysmurf-controller/controller.js';
import { until } from '../until.js';
import { createVirtualClock } from '../virtual-clock.js';
import { connect, connectClient, startRouter } from './harness.js';

const ADDRESS = 'observatory.pysmurf-controller-s2';

function bridgeTo(t: TestContext, url: string, more: Partial<OcsBridgeOptions> = {}): OcsBridge {
  const bridge = createOcsBridge({ url, logger: silentLogger, ...more });
  t.after(() => bridge.close());
  return bridge;
}

/** A simulated slot, where a second of take_noise takes 10 ms, and a bridge to it. */
async function startSlot(t: TestContext) {
  const router = await startRouter(t);
  const connection = await connect(t, router);
  const controller = createPysmurfController({
    connection,
    addressRoot: 'observatory',
    instanceId: 'pysmurf-controller-s2',
    slot: 2,
    streamId: 'ufm_mv12',
    seed: 1,
    timeScale: 0.01,
    logger: silentLogger,
  });
  t.after(() => controller.close());
  await controller.registered;
  const client = await connectClient(t, router);
  return {
    router,
    connection,
    client,
    bridge: bridgeTo(t, router.httpUrl),
    start: async (seconds: number) => {
      const { code, message } = await client.start(ADDRESS, 'take_noise', { duration: seconds });
      assert.equal(code, 0, message);
    },
  };
}

/** A server that is no router, and a bridge to it. */
async function startStranger(t: TestContext, answer: RequestListener, more?: Partial<OcsBridgeOptions>) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { server, bridge: bridgeTo(t, `http://127.0.0.1:${port}/call`, more) };
}

async function failureOf(call: Promise<unknown>): Promise<CallFailure> {
  const error = await call.then(
    (answer) => assert.fail(`it was answered: ${JSON.stringify(answer)}`),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof CallFailure, String(error));
  return error;
}

describe('a wait over the HTTP bridge of the router', () => {
  test('lasts until the operation ends, and returns its session', async (t) => {
    const { bridge, start } = await startSlot(t);
    await start(20);
    const { code, session } = await bridge.wait(ADDRESS, 'take_noise', 30);
    assert.equal(code, 0);
    assert.equal(session?.status, 'done');
    assert.equal(session.success, true);
  });

  test('that is over before the operation answers TIMEOUT, and the session continues to succeed', async (t) => {
    const { bridge, start } = await startSlot(t);
    await start(40);
    const early = await bridge.wait(ADDRESS, 'take_noise', 0.05);
    assert.deepEqual([early.code, early.session?.status], [1, 'running']);
    const { session } = await bridge.wait(ADDRESS, 'take_noise', 30);
    assert.deepEqual([session?.session_id, session?.success], [early.session?.session_id, true]);
  });

  for (const how of ['abort', 'close'] as const) {
    test(`that we end (${how}) rejects at once, and the session continues to succeed`, async (t) => {
      const { bridge, client, start } = await startSlot(t);
      await start(40);
      const leaving = new AbortController();
      const waiting = failureOf(bridge.wait(ADDRESS, 'take_noise', 30, leaving.signal));
      await bridge.status(ADDRESS, 'take_noise');
      if (how === 'abort') leaving.abort();
      else bridge.close();
      assert.equal((await waiting).kind, 'unanswered');
      assert.equal((await client.status(ADDRESS, 'take_noise')).session?.status, 'running');
      const { session } = await client.wait(ADDRESS, 'take_noise', 30);
      assert.equal(session?.success, true);
    });
  }

  test('that was aborted before it began sends nothing', async (t) => {
    let requests = 0;
    const { bridge } = await startStranger(t, () => {
      requests += 1;
    });
    const { kind } = await failureOf(bridge.wait(ADDRESS, 'take_noise', 30, AbortSignal.abort()));
    assert.equal(kind, 'not-sent');
    bridge.close();
    assert.equal((await failureOf(bridge.wait(ADDRESS, 'take_noise', 30))).kind, 'not-sent');
    assert.equal(requests, 0);
  });

  test('is reported as unanswered when the agent dies', async (t) => {
    const { bridge, connection, start } = await startSlot(t);
    await start(1000);
    const waiting = failureOf(bridge.wait(ADDRESS, 'take_noise', 30));
    await bridge.status(ADDRESS, 'take_noise');
    await connection.close();
    const { kind, uri } = await waiting;
    assert.deepEqual([kind, uri], ['unanswered', 'wamp.error.canceled']);
  });

  test('is reported as unanswered when the router dies', async (t) => {
    const { bridge, router, start } = await startSlot(t);
    await start(1000);
    const waiting = failureOf(bridge.wait(ADDRESS, 'take_noise', 30));
    await bridge.status(ADDRESS, 'take_noise');
    await router.close();
    assert.equal((await waiting).kind, 'unanswered');
    // The very next one may still find a socket of which it is not known yet that it is closed.
    const next = async () => (await failureOf(bridge.wait(ADDRESS, 'take_noise', 30))).kind;
    await until(async () => (await next()) === 'not-sent', 'a refused connection');
  });

  test('is rejected if no agent has the address', async (t) => {
    const router = await startRouter(t);
    const { kind, uri, message } = await failureOf(
      bridgeTo(t, router.httpUrl).wait(ADDRESS, 'take_noise', 1),
    );
    assert.deepEqual([kind, uri], ['rejected', 'wamp.error.no_such_procedure']);
    assert.match(message, /^wait of take_noise at observatory\.pysmurf-controller-s2 over http:/);
  });

  test('times out ten seconds after its own timeout, on the given clock', async (t) => {
    const clock = createVirtualClock();
    let arrived = 0;
    const { bridge } = await startStranger(
      t,
      () => {
        arrived += 1;
      },
      { clock },
    );
    let ended = 0;
    const note = (failure: CallFailure) => {
      ended += 1;
      return failure;
    };
    const waiting = failureOf(bridge.wait(ADDRESS, 'take_noise', 3600)).then(note);
    const asking = failureOf(bridge.status(ADDRESS, 'take_noise')).then(note);
    await until(() => arrived === 2, 'both requests');
    await clock.advance(9_999);
    assert.equal(ended, 0);
    await clock.advance(1);
    assert.match((await asking).message, /no answer within 10 s/);
    await clock.advance(3_599_999);
    assert.equal(ended, 1);
    await clock.advance(1);
    assert.deepEqual([(await waiting).kind, ended, clock.timers], ['unanswered', 2, 0]);
  });

  test('reuses its sockets', async (t) => {
    let sockets = 0;
    const { bridge, server } = await startStranger(t, (_request, response) => {
      response.end('{"args": [[0, "Idle.", {}]]}');
    });
    server.on('connection', () => {
      sockets += 1;
    });
    for (let round = 0; round < 5; round += 1) await bridge.wait(ADDRESS, 'take_noise', 1);
    assert.equal(sockets, 1);
  });
});

describe("an answer of the router's HTTP bridge", () => {
  const session = '"session_id": 1, "op_name": "take_noise", "op_code": 2, "status": "starting"';
  const reply = (data: string) =>
    `{"args": [[0, "", {${session}, "success": null, "start_time": 1, "end_time": null, "messages": [], "data": ${data}}]]}`;

  test('can contain NaN and Infinity, as Python writes them', async (t) => {
    const { bridge } = await startStranger(t, (_request, response) => {
      response.end(reply('{"a": NaN, "b": [Infinity, -Infinity], "c": 1180591620717411303424, "d": "NaN"}'));
    });
    const { session } = await bridge.status(ADDRESS, 'take_noise');
    assert.deepEqual(session?.data, {
      a: null,
      b: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
      c: 2 ** 70,
      d: 'NaN',
    });
  });

  test('can have up to 16 MiB', async (t) => {
    const size = (mebibytes: number) => reply(`"${'x'.repeat(mebibytes * 1024 * 1024)}"`);
    let answer = size(15);
    const { bridge } = await startStranger(t, (_request, response) => {
      response.end(answer);
    });
    const { session } = await bridge.status(ADDRESS, 'take_noise');
    assert.equal(String(session?.data).length, 15 * 1024 * 1024);
    answer = size(16);
    const { kind, message } = await failureOf(bridge.status(ADDRESS, 'take_noise'));
    assert.equal(kind, 'unreadable');
    assert.match(message, /more than 16777216 bytes/);
  });

  const odd: readonly [name: string, status: number, body: string, kind: CallFailureKind, message: RegExp][] =
    [
      [
        'an exception of the agent',
        200,
        '{"error": "wamp.error.runtime_error", "args": ["boom"], "kwargs": {}}',
        'unreadable',
        /runtime_error: boom/,
      ],
      [
        'a refusal of the router',
        200,
        '{"error": "wamp.error.not_authorized", "args": [], "kwargs": {}}',
        'rejected',
        /not_authorized/,
      ],
      ['an error without arguments', 200, '{"error": "wamp.error.canceled"}', 'unanswered', /canceled/],
      [
        'a reply that is not of OCS',
        200,
        '{"args": ["hello"]}',
        'unreadable',
        /expected an answer in the format of OCS/,
      ],
      ['a result without arguments', 200, '{"args": []}', 'unreadable', /not that of a WAMP router/],
      ['another JSON', 200, '["hello"]', 'unreadable', /not that of a WAMP router: \["hello"\]/],
      ['a page', 200, '<html>', 'unreadable', /not JSON: <html>/],
      ['a wrong path', 404, '{"args": [[0, "", {}]]}', 'unreadable', /HTTP status 404/],
      ['a proxy without its router', 502, 'Bad Gateway', 'unreadable', /HTTP status 502: Bad Gateway/],
    ];
  for (const [name, status, body, kind, message] of odd) {
    test(`is a failure of kind ${kind}: ${name}`, async (t) => {
      const { bridge } = await startStranger(t, (_request, response) => {
        response.writeHead(status).end(body);
      });
      const failure = await failureOf(bridge.status(ADDRESS, 'take_noise'));
      assert.equal(failure.kind, kind);
      assert.match(failure.message, message);
    });
  }

  test('is missing if nobody listens: the call was not sent', async (t) => {
    const server = createTcpServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    for (const host of ['127.0.0.1', 'localhost']) {
      const bridge = bridgeTo(t, `http://${host}:${port}/call`);
      const { kind, message } = await failureOf(bridge.status(ADDRESS, 'take_noise'));
      assert.equal(kind, 'not-sent');
      assert.match(message, /ECONNREFUSED/);
    }
  });

  for (const [when, begin] of [
    ['before', ''],
    ['in the middle of', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"args": ['],
  ] as const) {
    test(`is lost with a socket that breaks ${when} it: unanswered`, async (t) => {
      const server = createTcpServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', () => {
          socket.write(begin, () => socket.resetAndDestroy());
        });
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      t.after(() => server.close());
      const { port } = server.address() as AddressInfo;
      const bridge = bridgeTo(t, `http://127.0.0.1:${port}/call`);
      assert.equal((await failureOf(bridge.status(ADDRESS, 'take_noise'))).kind, 'unanswered');
    });
  }

  test('is logged when it begins to fail and when it works again, not in between', async (t) => {
    let status = 500;
    const lines: string[] = [];
    const note = (level: string) => (_fields: object, text: string) => lines.push(`${level}: ${text}`);
    const logger = Object.assign(Object.create(silentLogger) as typeof silentLogger, {
      warn: note('warn'),
      info: note('info'),
    });
    const { bridge } = await startStranger(
      t,
      (_request, response) => {
        response.writeHead(status).end('{"args": [[0, "Idle.", {}]]}');
      },
      { logger },
    );
    await failureOf(bridge.status(ADDRESS, 'a'));
    await failureOf(bridge.status(ADDRESS, 'b'));
    status = 200;
    await bridge.status(ADDRESS, 'a');
    await bridge.status(ADDRESS, 'b');
    assert.deepEqual(lines, [
      "warn: the router's HTTP bridge does not answer correctly",
      "info: the router's HTTP bridge answers",
    ]);
  });
});
