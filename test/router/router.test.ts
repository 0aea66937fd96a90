import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, describe, test } from 'node:test';
import { encode } from '@msgpack/msgpack';
import { WebSocket } from 'ws';

import { createRouter, type Router, type RouterOptions } from '../../src/router/router.js';
import { suspend } from '../suspend.js';
import { routerBehaviours } from './router-behaviours.js';
import { open, roles, type Subprotocol, type Wire } from './router-wire.js';

routerBehaviours('The router of the demo', async () => {
  const router = await createRouter({ port: 0 });
  return { ...router, stop: () => router.close() };
});

describe('The router of the demo, besides its behaviour as a Crossbar', () => {
  const resources: { close(): unknown }[] = [];

  afterEach(async () => {
    for (const resource of resources.splice(0).reverse()) {
      await resource.close();
    }
  });

  async function start(options: Partial<RouterOptions> = {}): Promise<Router> {
    const router = await createRouter({ port: 0, ...options });
    resources.push(router);
    return router;
  }

  async function join(router: Router, subprotocol?: Subprotocol): Promise<Wire> {
    const wire = await open(router.url, subprotocol);
    resources.push({ close: () => wire.socket.terminate() });
    wire.send([1, router.realm, { roles: roles() }]);
    assert.equal((await wire.take())[0], 2);
    return wire;
  }

  /** A client with the procedure `observatory.a`, and a caller that waits for it. */
  async function callInFlight(router: Router): Promise<{ caller: Wire; callee: Wire }> {
    const [caller, callee] = [await join(router), await join(router)];
    assert.equal((await callee.request(64, 65, {}, 'observatory.a'))[0], 65);
    caller.send([48, 1, {}, 'observatory.a']);
    await callee.take(68);
    return { caller, callee };
  }

  test('close sends GOODBYE, and ends a socket when its client has answered', async () => {
    const router = await start();
    const wire = await join(router);
    const closed = router.close();
    assert.equal((await wire.take(6))[2], 'wamp.close.system_shutdown');
    assert.equal(wire.socket.readyState, WebSocket.OPEN);
    wire.send([6, {}, 'wamp.close.goodbye_and_out']);
    assert.equal(await wire.closed, 1001);
    await closed;
  });

  test('close disconnects clients that do not answer, and ends open HTTP calls', async () => {
    const router = await start();
    const { callee } = await callInFlight(router);
    const post = fetch(router.httpUrl, {
      method: 'POST',
      body: JSON.stringify({ procedure: 'observatory.a' }),
      headers: { 'content-type': 'application/json' },
    });
    await callee.take(68);
    const [result] = await Promise.allSettled([post, router.close()]);
    assert.ok(result.status === 'rejected' || (await result.value.json()).error === 'wamp.error.canceled');
    await callee.closed;
  });

  test('close may be called twice, and frees the port', async () => {
    const router = await start();
    await Promise.all([router.close(), router.close()]);
    const again = await start({ port: Number(new URL(router.httpUrl).port) });
    assert.equal(again.url, router.url);
  });

  test('drop closes every socket without a GOODBYE; clients can reconnect and register their procedures', async () => {
    const router = await start();
    const { caller, callee } = await callInFlight(router);
    router.drop();
    assert.deepEqual([await caller.closed, await callee.closed], [1006, 1006]);
    assert.deepEqual(caller.drain(), []);
    await callInFlight(router);
  });

  test('a port that is in use is an error', async () => {
    const router = await start();
    await assert.rejects(createRouter({ port: Number(new URL(router.url).port) }), { code: 'EADDRINUSE' });
  });

  test('realm and address root can be chosen', async () => {
    const router = await start({ realm: 'Other-Realm', addressRoot: 'elsewhere' });
    const wire = await join(router);
    assert.equal((await wire.request(32, 33, {}, 'elsewhere.a'))[0], 33);
    assert.equal((await wire.request(32, 33, {}, 'observatory.a'))[4], 'wamp.error.not_authorized');
  });

  test('WebSockets are only served under /ws', async () => {
    const router = await start();
    const socket = new WebSocket(router.url.replace('/ws', '/other'), ['wamp.2.json']);
    const [error] = (await once(socket, 'error')) as unknown[];
    assert.match(String(error), /404/);
  });

  test('a client that does not read is disconnected, and its procedures are free; other clients continue', async () => {
    const router = await start({ maxBufferedBytes: 1_000_000 });
    const { caller, callee } = await callInFlight(router);
    const reader = await join(router);
    for (const wire of [callee, reader]) {
      await wire.request(32, 33, {}, 'observatory.topic');
    }
    callee.socket.pause();
    const text = 'x'.repeat(1_000_000);
    let sent = 0;
    let canceled = false;
    const answer = caller.take(8, 48, 1).then((message) => {
      canceled = true;
      return message;
    });
    // The kernel takes some megabytes before anything waits in the router.
    while (!canceled && sent < 200) {
      await caller.request(16, 17, { acknowledge: true }, 'observatory.topic', [text]);
      sent += 1;
    }
    assert.equal((await answer)[4], 'wamp.error.canceled');
    for (let i = 0; i < sent; i += 1) {
      await reader.take(36);
    }
  });

  test('clients are pinged, and one that does not answer is disconnected', async () => {
    const router = await start({ ping: { everyMs: 50, silentMs: 1000 } });
    const live = await join(router);
    await Promise.all([once(live.socket, 'ping'), once(live.socket, 'ping')]);
    const dead = new WebSocket(router.url, ['wamp.2.json'], { autoPong: false });
    const [code] = (await once(dead, 'close')) as unknown[];
    assert.equal(code, 1006);
    assert.equal(live.socket.readyState, WebSocket.OPEN);
  });

  test('a client is not disconnected because the router itself was suspended', async () => {
    const router = await start({ ping: { everyMs: 50, silentMs: 200 } });
    const { socket } = await join(router);
    await once(socket, 'ping');
    suspend(500);
    await Promise.all([once(socket, 'ping'), once(socket, 'ping')]);
    assert.equal(socket.readyState, WebSocket.OPEN);
  });

  test('NaN is null for clients that read JSON, over WebSocket and HTTP', async () => {
    const router = await start();
    const [publisher, reader] = [await join(router), await join(router, 'wamp.2.json')];
    await reader.request(32, 33, {}, 'observatory.topic');
    await publisher.request(16, 17, { acknowledge: true }, 'observatory.topic', [[Number.NaN, 1]]);
    assert.deepEqual((await reader.take(36))[4], [[null, 1]]);

    await publisher.request(64, 65, {}, 'observatory.a');
    const body = new TextEncoder().encode('{"procedure":"observatory.a","args":[NaN,-Infinity]}');
    const answer = fetch(router.httpUrl, { method: 'POST', body });
    const [, id, , , args] = await publisher.take(68);
    assert.deepEqual(args, [Number.NaN, Number.NEGATIVE_INFINITY]);
    publisher.send([70, id, {}, [Number.NaN]]);
    assert.deepEqual(await (await answer).json(), { args: [null] });
  });

  test('keys that are not strings become strings, and half surrogate pairs a replacement character', async () => {
    const router = await start();
    const [publisher, reader] = [await join(router), await join(router)];
    const json = await join(router, 'wamp.2.json');
    await reader.request(32, 33, {}, 'observatory.topic');
    const map = [0x83, 0xc0, 0x01, 0xc3, 0x02, 0x07, 0x03];
    const head = encode([16, 1, {}, 'observatory.topic', []]).slice(0, -1);
    publisher.socket.send(Uint8Array.from([...head, 0x91, ...map]));
    assert.deepEqual((await reader.take(36))[4], [{ null: 1, true: 2, 7: 3 }]);
    json.socket.send('[16,1,{},"observatory.topic",["\\ud83d!","\\ud83d\\ude00"]]');
    assert.deepEqual((await reader.take(36))[4], ['\ufffd!', '😀']);
  });

  test('a payload that cannot be passed on disconnects its sender, not its reader', async () => {
    const router = await start();
    const [reader, sender] = [await join(router), await join(router, 'wamp.2.json')];
    await reader.request(32, 33, {}, 'observatory.topic');
    sender.socket.send(`[16,1,{},"observatory.topic",${'['.repeat(5000)}${']'.repeat(5000)}]`);
    assert.equal(await sender.closed, 1002);
    const next = await join(router);
    await next.request(16, 17, { acknowledge: true }, 'observatory.topic', ['next']);
    assert.deepEqual((await reader.take(36))[4], ['next']);
  });

  test('it refuses what it does not support: patterns and several callees for a procedure', async () => {
    const wire = await join(await start());
    for (const options of [{ match: 'prefix' }, { invoke: 'roundrobin' }]) {
      const answer = await wire.request(64, 65, options, 'observatory.a');
      assert.deepEqual([answer[0], answer[4]], [8, 'wamp.error.invalid_argument']);
    }
  });

  test('force_reregister takes a procedure from its callee, and informs the callee', async () => {
    const router = await start();
    const [first, second] = [await join(router), await join(router)];
    const [, , registration] = await first.request(64, 65, {}, 'observatory.a');
    assert.equal((await second.request(64, 65, { force_reregister: true }, 'observatory.a'))[0], 65);
    const details = { registration, reason: 'wamp.error.unregistered' };
    assert.deepEqual(await first.take(67, 0), [67, 0, details]);
  });
});
