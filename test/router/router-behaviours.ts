import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, afterEach, before, describe, test } from 'node:test';
import { WebSocket } from 'ws';

import { type Message, open, roles, type Subprotocol, type Wire } from './router-wire.js';

/** A running router, as OCS configures Crossbar. */
export interface RouterUnderTest {
  readonly url: string;
  readonly httpUrl: string;
  readonly realm: string;
  /** Stops it as an operator would; called twice, the second call does nothing. */
  stop(): Promise<void>;
}

const HELLO = 1;
const WELCOME = 2;
const ABORT = 3;
const GOODBYE = 6;
const ERROR = 8;
const PUBLISH = 16;
const PUBLISHED = 17;
const SUBSCRIBE = 32;
const SUBSCRIBED = 33;
const UNSUBSCRIBE = 34;
const UNSUBSCRIBED = 35;
const EVENT = 36;
const CALL = 48;
const CANCEL = 49;
const RESULT = 50;
const REGISTER = 64;
const REGISTERED = 65;
const UNREGISTER = 66;
const UNREGISTERED = 67;
const INVOCATION = 68;
const INTERRUPT = 69;
const YIELD = 70;

const SUBPROTOCOLS: readonly Subprotocol[] = ['wamp.2.json', 'wamp.2.msgpack'];

/**
 * Declares the tests of what OCS and this project rely on in a WAMP router. They run on Crossbar and on
 * the router of the demo, so that nothing is built on what only one of them does.
 */
export function routerBehaviours(name: string, start: () => Promise<RouterUnderTest>): void {
  describe(`${name}, as a WAMP router of OCS`, () => {
    let router: RouterUnderTest;
    let wires: Wire[] = [];
    let lastName = 0;

    before(async () => {
      router = await start();
    });
    after(() => router.stop());
    afterEach(() => {
      for (const wire of wires) {
        wire.socket.terminate();
      }
      wires = [];
    });

    /** A URI that no other test uses. */
    const fresh = (): string => {
      lastName += 1;
      return `observatory.behaviour${lastName}`;
    };

    async function connect(subprotocol?: Subprotocol): Promise<Wire> {
      const wire = await open(router.url, subprotocol);
      wires.push(wire);
      return wire;
    }

    async function join(subprotocol?: Subprotocol, cancelable?: boolean): Promise<Wire> {
      const wire = await connect(subprotocol);
      wire.send([HELLO, router.realm, { roles: roles(cancelable) }]);
      await wire.take(WELCOME);
      return wire;
    }

    async function register(wire: Wire, procedure: string): Promise<unknown> {
      const answer = await wire.request(REGISTER, REGISTERED, {}, procedure);
      assert.equal(answer[0], REGISTERED, JSON.stringify(answer));
      return answer[2];
    }

    async function subscribe(wire: Wire, topic: string, match?: string): Promise<unknown> {
      const answer = await wire.request(SUBSCRIBE, SUBSCRIBED, match ? { match } : {}, topic);
      assert.equal(answer[0], SUBSCRIBED, JSON.stringify(answer));
      return answer[2];
    }

    async function publish(wire: Wire, topic: string, ...payload: unknown[]): Promise<void> {
      const answer = await wire.request(PUBLISH, PUBLISHED, { acknowledge: true }, topic, ...payload);
      assert.equal(answer[0], PUBLISHED, JSON.stringify(answer));
    }

    /** Calls, lets the callee answer, and gives what the callee and the caller saw. */
    async function roundTrip(
      caller: Wire,
      callee: Wire,
      procedure: string,
      payload: Message,
      answer: (invocation: unknown) => Message,
    ): Promise<{ invocation: Message; result: Message }> {
      const pending = caller.request(CALL, RESULT, {}, procedure, ...payload);
      const invocation = await callee.take(INVOCATION);
      callee.send(answer(invocation[1]));
      return { invocation, result: await pending };
    }

    async function post(body: string, headers: Record<string, string> = {}): Promise<[number, unknown]> {
      const bytes = new TextEncoder().encode(body);
      const response = await fetch(router.httpUrl, { method: 'POST', body: bytes, headers });
      return [response.status, await response.json()];
    }

    describe('joining', () => {
      test('HELLO is answered with WELCOME and the roles broker and dealer', async () => {
        const wire = await connect();
        wire.send([HELLO, router.realm, { roles: roles() }]);
        const [, session, details] = await wire.take(WELCOME);
        assert.ok(Number.isSafeInteger(session) && Number(session) > 0);
        const { broker, dealer } = (details as { roles: Record<string, { features: object }> }).roles;
        assert.equal(Reflect.get(broker?.features ?? {}, 'pattern_based_subscription'), true);
        assert.equal(Reflect.get(dealer?.features ?? {}, 'call_canceling'), true);
      });

      test('HELLO to an unknown realm is answered with ABORT', async () => {
        const wire = await connect();
        wire.send([HELLO, 'No-Such-Realm', { roles: roles() }]);
        const [, , reason] = await wire.take(ABORT);
        assert.equal(reason, 'wamp.error.no_such_realm');
      });

      for (const [first, second] of [SUBPROTOCOLS, [...SUBPROTOCOLS].reverse()]) {
        test(`of ${first} and ${second}, the client's first choice is used`, async () => {
          const socket = new WebSocket(router.url, [first ?? '', second ?? '']);
          await once(socket, 'open');
          assert.equal(socket.protocol, first);
          socket.terminate();
        });
      }

      test('a client without a known serializer gets no WebSocket', async () => {
        const socket = new WebSocket(router.url, ['wamp.2.smoke-signals']);
        const [error] = (await once(socket, 'error')) as unknown[];
        assert.match(String(error), /400/);
      });

      test('GOODBYE is answered, frees what the client held, and the socket can join again', async () => {
        const [wire, other] = [await join(), await join()];
        const procedure = fresh();
        await register(wire, procedure);
        wire.send([GOODBYE, {}, 'wamp.close.normal']);
        await wire.take(GOODBYE);
        await register(other, procedure);
        wire.send([HELLO, router.realm, { roles: roles() }]);
        await wire.take(WELCOME);
      });
    });

    describe('subscriptions', () => {
      for (const subprotocol of SUBPROTOCOLS) {
        test(`an event reaches exact subscribers unchanged (${subprotocol})`, async () => {
          const [publisher, subscriber] = [await join(subprotocol), await join(subprotocol)];
          const topic = fresh();
          const subscription = await subscribe(subscriber, topic);
          const args = [[1, [2, 3]], { ünï: [null, true, 0.5, -7] }];
          await publish(publisher, topic, args, { key: [['nested']] });
          const [, id, , details, ...payload] = await subscriber.take(EVENT);
          assert.equal(id, subscription);
          assert.deepEqual(details, {});
          assert.deepEqual(payload, [args, { key: [['nested']] }]);
        });
      }

      test('events of one publisher arrive in order', async () => {
        const [publisher, subscriber] = [await join(), await join()];
        const topic = fresh();
        await subscribe(subscriber, topic);
        for (let i = 0; i < 200; i += 1) {
          publisher.send([PUBLISH, 1000 + i, {}, topic, [i]]);
        }
        for (let i = 0; i < 200; i += 1) {
          assert.deepEqual((await subscriber.take(EVENT))[4], [i]);
        }
      });

      test('a wildcard stands for one component, and its events carry the topic', async () => {
        const [publisher, subscriber] = [await join(), await join()];
        const agent = fresh();
        await subscribe(subscriber, 'observatory..feeds.heartbeat', 'wildcard');
        await publish(publisher, `${agent}.feeds.other`, ['other feed']);
        await publish(publisher, `${agent}.sub.feeds.heartbeat`, ['deeper']);
        await publish(publisher, `${agent}.feeds.heartbeat`, ['beat']);
        const [, , , details, args] = await subscriber.take(EVENT);
        assert.deepEqual(args, ['beat']);
        assert.deepEqual(details, { topic: `${agent}.feeds.heartbeat` });
      });

      test('a prefix need not end at a dot, and its events carry the topic', async () => {
        const [publisher, subscriber] = [await join(), await join()];
        const agent = fresh();
        await subscribe(subscriber, `${agent}.fe`, 'prefix');
        await publish(publisher, `${agent}.ops`, ['no']);
        await publish(publisher, `${agent}.feeds.a`, ['yes']);
        const [, , , details, args] = await subscriber.take(EVENT);
        assert.deepEqual(args, ['yes']);
        assert.deepEqual(details, { topic: `${agent}.feeds.a` });
      });

      test('a client with two matching subscriptions gets the event once for each', async () => {
        const [publisher, subscriber] = [await join(), await join()];
        const topic = fresh();
        const exact = await subscribe(subscriber, topic);
        const prefix = await subscribe(subscriber, topic, 'prefix');
        await publish(publisher, topic, [1]);
        await subscriber.take(EVENT, exact);
        await subscriber.take(EVENT, prefix);
      });

      test('the publisher gets its own event only if it requests that', async () => {
        const wire = await join();
        const topic = fresh();
        await subscribe(wire, topic);
        await publish(wire, topic, ['not for me']);
        wire.send([PUBLISH, 1000, { exclude_me: false }, topic, ['for me']]);
        assert.deepEqual((await wire.take(EVENT))[4], ['for me']);
      });

      test('after UNSUBSCRIBE no events come, and a second UNSUBSCRIBE is an error', async () => {
        const [publisher, subscriber] = [await join(), await join()];
        const topic = fresh();
        const subscription = await subscribe(subscriber, topic);
        assert.equal((await subscriber.request(UNSUBSCRIBE, UNSUBSCRIBED, subscription))[0], UNSUBSCRIBED);
        const marker = await subscribe(subscriber, `${topic}.marker`);
        await publish(publisher, topic, ['late']);
        await publish(publisher, `${topic}.marker`, []);
        assert.equal((await subscriber.take(EVENT))[1], marker);
        const again = await subscriber.request(UNSUBSCRIBE, UNSUBSCRIBED, subscription);
        assert.deepEqual([again[0], again[4]], [ERROR, 'wamp.error.no_such_subscription']);
      });
    });

    describe('calls', () => {
      for (const [one, other] of [
        ['wamp.2.json', 'wamp.2.json'],
        ['wamp.2.msgpack', 'wamp.2.msgpack'],
        ['wamp.2.json', 'wamp.2.msgpack'],
        ['wamp.2.msgpack', 'wamp.2.json'],
      ] as const) {
        test(`lists and dictionaries are passed on unchanged, ${one} to ${other}`, async () => {
          const [caller, callee] = [await join(one), await join(other)];
          const procedure = fresh();
          const registration = await register(callee, procedure);
          const payload = [['start', 'acq', { list: [1, 2], none: null }], { timeout: 2.5 }];
          const { invocation, result } = await roundTrip(caller, callee, procedure, payload, (id) => [
            YIELD,
            id,
            {},
            [[0, 'Started', { messages: [[1.5, 'text']] }]],
          ]);
          assert.equal(invocation[2], registration);
          assert.deepEqual(invocation.slice(4), payload);
          assert.deepEqual(result.slice(3), [[[0, 'Started', { messages: [[1.5, 'text']] }]]]);
        });
      }

      test('two calls in flight may be answered in any order', async () => {
        const [caller, callee] = [await join(), await join()];
        const procedure = fresh();
        await register(callee, procedure);
        const pending = ['a', 'b'].map((arg) => caller.request(CALL, RESULT, {}, procedure, [arg]));
        const invocations = [await callee.take(INVOCATION), await callee.take(INVOCATION)];
        for (const invocation of invocations.reverse()) {
          callee.send([YIELD, invocation[1], {}, invocation[4]]);
        }
        const results = await Promise.all(pending);
        assert.deepEqual(
          results.map((result) => result[3]),
          [['a'], ['b']],
        );
      });

      test('a procedure has one callee: the second gets an error until the first is gone', async () => {
        const [first, second] = [await join(), await join()];
        const procedure = fresh();
        const registration = await register(first, procedure);
        const refused = await second.request(REGISTER, REGISTERED, {}, procedure);
        assert.deepEqual([refused[0], refused[4]], [ERROR, 'wamp.error.procedure_already_exists']);
        assert.equal((await first.request(UNREGISTER, UNREGISTERED, registration))[0], UNREGISTERED);
        await register(second, procedure);
        second.socket.terminate();
        // The router may see the end of the socket a moment later than this request.
        let answer: Message;
        do {
          answer = await first.request(REGISTER, REGISTERED, {}, procedure);
        } while (answer[0] === ERROR && answer[4] === 'wamp.error.procedure_already_exists');
        assert.equal(answer[0], REGISTERED);
      });

      test("UNREGISTER of another client's registration is an error", async () => {
        const [holder, other] = [await join(), await join()];
        const registration = await register(holder, fresh());
        const answer = await other.request(UNREGISTER, UNREGISTERED, registration);
        assert.deepEqual([answer[0], answer[4]], [ERROR, 'wamp.error.no_such_registration']);
      });

      test('a call without a callee is an error with a message', async () => {
        const answer = await (await join()).request(CALL, RESULT, {}, fresh());
        assert.deepEqual([answer[0], answer[4]], [ERROR, 'wamp.error.no_such_procedure']);
        assert.equal(typeof (answer[5] as unknown[])[0], 'string');
      });

      test("a callee's error reaches the caller with its URI and arguments", async () => {
        const [caller, callee] = [await join(), await join()];
        const procedure = fresh();
        await register(callee, procedure);
        const { result } = await roundTrip(caller, callee, procedure, [], (id) => [
          ERROR,
          INVOCATION,
          id,
          {},
          'observatory.error.of_its_own',
          [['why']],
          { more: 1 },
        ]);
        assert.deepEqual(result.slice(4), ['observatory.error.of_its_own', [['why']], { more: 1 }]);
      });

      for (const [how, leave] of [
        ['loses its socket', (wire: Wire) => wire.socket.terminate()],
        ['says GOODBYE', (wire: Wire) => wire.send([GOODBYE, {}, 'wamp.close.normal'])],
      ] as const) {
        test(`a call whose callee ${how} is answered with wamp.error.canceled`, async () => {
          const [caller, callee] = [await join(), await join()];
          const procedure = fresh();
          await register(callee, procedure);
          const pending = caller.request(CALL, RESULT, {}, procedure);
          await callee.take(INVOCATION);
          leave(callee);
          const answer = await pending;
          assert.deepEqual([answer[0], answer[4]], [ERROR, 'wamp.error.canceled']);
          assert.equal(typeof (answer[5] as unknown[])[0], 'string');
        });
      }

      test('when a caller is gone, its callee gets INTERRUPT, and may still answer', async () => {
        const [caller, callee, next] = [await join(), await join(), await join()];
        const procedure = fresh();
        await register(callee, procedure);
        caller.send([CALL, 1, {}, procedure]);
        const [, id] = await callee.take(INVOCATION);
        caller.socket.terminate();
        await callee.take(INTERRUPT, id);
        callee.send([YIELD, id, {}, ['too late']]);
        const { result } = await roundTrip(next, callee, procedure, [], (nextId) => [
          YIELD,
          nextId,
          {},
          ['ok'],
        ]);
        assert.deepEqual(result[3], ['ok']);
      });
    });

    describe('CANCEL', () => {
      test('with mode killnowait the caller gets its error at once, and the late answer is dropped', async () => {
        const [caller, callee] = [await join(), await join()];
        const procedure = fresh();
        await register(callee, procedure);
        caller.send([CALL, 1, {}, procedure]);
        const [, id] = await callee.take(INVOCATION);
        caller.send([CANCEL, 1, { mode: 'killnowait' }]);
        assert.equal((await caller.take(ERROR, CALL, 1))[4], 'wamp.error.canceled');
        await callee.take(INTERRUPT, id);
        callee.send([YIELD, id, {}, ['late']]);
        caller.send([CALL, 2, {}, procedure]);
        callee.send([YIELD, (await callee.take(INVOCATION))[1], {}, ['next']]);
        assert.deepEqual((await caller.take(RESULT))[1], 2);
      });

      test("with mode kill the caller waits for the callee's answer", async () => {
        const [caller, callee] = [await join(), await join()];
        const procedure = fresh();
        await register(callee, procedure);
        caller.send([CALL, 1, {}, procedure]);
        const [, id] = await callee.take(INVOCATION);
        caller.send([CANCEL, 1, { mode: 'kill' }]);
        await callee.take(INTERRUPT, id);
        await publish(caller, fresh());
        assert.deepEqual(caller.drain(), [], 'there was an answer before the callee gave one');
        callee.send([ERROR, INVOCATION, id, {}, 'wamp.error.canceled']);
        assert.equal((await caller.take(ERROR, CALL, 1))[4], 'wamp.error.canceled');
      });

      for (const [why, mode, cancelable] of [
        ['with mode skip', 'skip', true],
        ['to a callee that can not be interrupted', 'killnowait', false],
      ] as const) {
        test(`${why} the callee is not informed, and the answer is dropped`, async () => {
          const [caller, callee] = [await join(), await join('wamp.2.msgpack', cancelable)];
          const procedure = fresh();
          await register(callee, procedure);
          caller.send([CALL, 1, {}, procedure]);
          const [, id] = await callee.take(INVOCATION);
          caller.send([CANCEL, 1, { mode }]);
          await publish(caller, fresh());
          callee.send([YIELD, id, {}, ['dropped']]);
          await publish(callee, fresh());
          await publish(caller, fresh());
          assert.deepEqual([...caller.drain(), ...callee.drain()], []);
        });
      }
    });

    describe('permissions', () => {
      for (const uri of ['elsewhere.agent', 'observatory', 'wamp.session.count']) {
        test(`${uri} may not be called or subscribed to`, async () => {
          const wire = await join();
          const called = await wire.request(CALL, RESULT, {}, uri);
          const subscribed = await wire.request(SUBSCRIBE, SUBSCRIBED, {}, uri);
          assert.deepEqual([called[0], called[4]], [ERROR, 'wamp.error.not_authorized']);
          assert.deepEqual([subscribed[0], subscribed[4]], [ERROR, 'wamp.error.not_authorized']);
        });
      }

      test('elsewhere.agent cannot be registered or published to', async () => {
        const wire = await join();
        const registered = await wire.request(REGISTER, REGISTERED, {}, 'elsewhere.agent');
        const published = await wire.request(PUBLISH, PUBLISHED, { acknowledge: true }, 'elsewhere.agent');
        assert.deepEqual([registered[0], registered[4]], [ERROR, 'wamp.error.not_authorized']);
        assert.deepEqual([published[0], published[4]], [ERROR, 'wamp.error.not_authorized']);
      });

      test('wamp.agent can not be registered or published to', async () => {
        const wire = await join();
        const registered = await wire.request(REGISTER, REGISTERED, {}, 'wamp.agent');
        const published = await wire.request(PUBLISH, PUBLISHED, { acknowledge: true }, 'wamp.agent');
        assert.deepEqual([registered[0], registered[4]], [ERROR, 'wamp.error.invalid_uri']);
        assert.deepEqual([published[0], published[4]], [ERROR, 'wamp.error.invalid_uri']);
      });

      test('a topic with an empty component is an error unless it is a wildcard', async () => {
        const wire = await join();
        for (const match of ['exact', 'prefix']) {
          const answer = await wire.request(SUBSCRIBE, SUBSCRIBED, { match }, 'observatory..feeds');
          assert.deepEqual([answer[0], answer[4]], [ERROR, 'wamp.error.invalid_uri']);
        }
        await subscribe(wire, 'observatory..feeds', 'wildcard');
      });
    });

    describe('payloads', () => {
      for (const subprotocol of SUBPROTOCOLS) {
        test(`messages of 2.5 MB pass (${subprotocol})`, async () => {
          const [caller, callee] = [await join(subprotocol), await join(subprotocol)];
          const procedure = fresh();
          await register(callee, procedure);
          const data = Array.from({ length: 280_000 }, (_, i) => 1_000_000 + i);
          const text = 'x'.repeat(500_000);
          const payload = [[data, text]];
          const { invocation, result } = await roundTrip(caller, callee, procedure, payload, (id) => [
            YIELD,
            id,
            {},
            [data, text],
          ]);
          assert.deepEqual(invocation[4], payload[0]);
          assert.deepEqual(result[3], payload[0]);
        });
      }

      test('NaN and Infinity are passed on over MessagePack', async () => {
        const [publisher, subscriber] = [await join(), await join()];
        const topic = fresh();
        await subscribe(subscriber, topic);
        await publish(publisher, topic, [[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]]);
        const [, , , , args] = await subscriber.take(EVENT);
        assert.deepEqual(args, [[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]]);
      });

      test('NaN and Infinity are accepted in the JSON of Python', async () => {
        const [publisher, subscriber] = [await join('wamp.2.json'), await join()];
        const topic = fresh();
        await subscribe(subscriber, topic);
        publisher.socket.send(`[16,1,{},"${topic}",[{"NaN":[NaN,-Infinity,"NaN, \\"NaN\\""]}]]`);
        const [, , , , args] = await subscriber.take(EVENT);
        assert.deepEqual(args, [{ NaN: [Number.NaN, Number.NEGATIVE_INFINITY, 'NaN, "NaN"'] }]);
      });

      test('bytes pass from MessagePack to JSON and back, as base64 after a NUL', async () => {
        const [binary, json] = [await join(), await join('wamp.2.json')];
        const topic = fresh();
        await subscribe(binary, topic);
        await subscribe(json, topic);
        await publish(binary, topic, [new Uint8Array([0, 255, 7])]);
        assert.deepEqual((await json.take(EVENT))[4], ['\u0000AP8H']);
        await publish(json, topic, ['\u0000AP8H']);
        const [bytes] = (await binary.take(EVENT))[4] as [Uint8Array];
        assert.deepEqual(Uint8Array.from(bytes), new Uint8Array([0, 255, 7]));
      });
    });

    describe('a client that breaks the protocol', () => {
      const broken: readonly (readonly [string, Subprotocol, string | Uint8Array])[] = [
        ['text that is not JSON', 'wamp.2.json', '{nonsense'],
        ['JSON that is no list', 'wamp.2.json', '{"a":1}'],
        ['bytes that are not MessagePack', 'wamp.2.msgpack', new Uint8Array([0xc1, 0xc1])],
        ['a message code that does not exist', 'wamp.2.json', '[99,1]'],
        ['a topic that is a number', 'wamp.2.json', '[32,1,{},7]'],
        ['arguments that are no list', 'wamp.2.json', '[48,1,{},"observatory.a",7]'],
        ['keyword arguments that are no dictionary', 'wamp.2.json', '[48,1,{},"observatory.a",[],[]]'],
        ['a request id that is no integer', 'wamp.2.json', '[48,1.5,{},"observatory.a"]'],
        ['a call to a URI with an empty component', 'wamp.2.json', '[48,1,{},"observatory..a"]'],
        ['a publication to a topic with a space', 'wamp.2.json', '[16,1,{},"observatory.a b"]'],
        ['a registration of a URI with an empty component', 'wamp.2.json', '[64,1,{},"observatory..a"]'],
        ['a way of matching that does not exist', 'wamp.2.json', '[32,1,{"match":"regex"},"observatory.a"]'],
        ['an option of the wrong type', 'wamp.2.json', '[16,1,{"acknowledge":1},"observatory.a"]'],
        ['a message that only routers send', 'wamp.2.json', '[2,1,{}]'],
      ];
      for (const [what, subprotocol, frame] of broken) {
        test(`and sends ${what} loses only its own connection`, async () => {
          const [culprit, other] = [await join(subprotocol), await join()];
          culprit.socket.send(frame);
          assert.ok([1002, 1011].includes(await culprit.closed));
          await publish(other, fresh());
        });
      }

      test('and answers an invocation of another client changes nothing for the caller', async () => {
        const [caller, callee, culprit] = [await join(), await join(), await join()];
        const procedure = fresh();
        await register(callee, procedure);
        caller.send([CALL, 1, {}, procedure]);
        const [, id] = await callee.take(INVOCATION);
        culprit.send([YIELD, id, {}, ['forged']]);
        await culprit.closed;
        callee.send([YIELD, id, {}, ['true']]);
        assert.deepEqual((await caller.take(RESULT))[3], ['true']);
      });

      test('by a message at the wrong time is ignored, and stays connected', async () => {
        const wire = await connect();
        wire.send([CALL, 1, {}, fresh()]);
        wire.send([HELLO, router.realm, { roles: roles() }]);
        await wire.take(WELCOME);
        wire.send([HELLO, router.realm, { roles: roles() }]);
        wire.send([YIELD, 12_345_678, {}, []]);
        await publish(wire, fresh());
        assert.deepEqual(wire.drain(), []);
      });
    });

    describe('the HTTP bridge', () => {
      async function callee(...answer: unknown[]): Promise<{ procedure: string; seen: Promise<Message> }> {
        const wire = await join();
        const procedure = fresh();
        await register(wire, procedure);
        const seen = wire.take(INVOCATION).then((invocation) => {
          const [code, ...rest] = answer;
          wire.send(
            code === ERROR ? [ERROR, INVOCATION, invocation[1], ...rest] : [YIELD, invocation[1], ...rest],
          );
          return invocation;
        });
        return { procedure, seen };
      }

      test('passes arguments, and the result is in args', async () => {
        const { procedure, seen } = await callee(YIELD, {}, [[0, 'ok', { a: [1] }]]);
        const body = JSON.stringify({ procedure, args: ['start', { p: [1, null] }], kwargs: { k: 1 } });
        assert.deepEqual(await post(body), [200, { args: [[0, 'ok', { a: [1] }]] }]);
        assert.deepEqual((await seen).slice(4), [['start', { p: [1, null] }], { k: 1 }]);
      });

      test('needs neither args nor kwargs, and accepts the content type of JSON', async () => {
        const { procedure } = await callee(YIELD, {});
        assert.deepEqual(
          await post(JSON.stringify({ procedure }), { 'content-type': 'application/json; charset=utf-8' }),
          [200, { args: [null] }],
        );
      });

      test('returns several results and keyword results unchanged', async () => {
        const { procedure } = await callee(YIELD, {}, [1, 2], { k: 3 });
        assert.deepEqual(await post(JSON.stringify({ procedure })), [
          200,
          { args: [1, 2], kwargs: { k: 3 } },
        ]);
      });

      test("returns the callee's error with status 200", async () => {
        const { procedure } = await callee(ERROR, {}, 'observatory.error.mine', ['why'], { k: 1 });
        assert.deepEqual(await post(JSON.stringify({ procedure })), [
          200,
          { error: 'observatory.error.mine', args: ['why'], kwargs: { k: 1 } },
        ]);
      });

      test('returns an error with status 200 for a call without a callee, and for one that is not allowed', async () => {
        for (const [procedure, error] of [
          [fresh(), 'wamp.error.no_such_procedure'],
          ['elsewhere.agent', 'wamp.error.not_authorized'],
        ]) {
          const [status, answer] = await post(JSON.stringify({ procedure }));
          assert.deepEqual([status, Reflect.get(Object(answer), 'error')], [200, error]);
        }
      });

      test('returns wamp.error.canceled when the callee dies', async () => {
        const wire = await join();
        const procedure = fresh();
        await register(wire, procedure);
        const answer = post(JSON.stringify({ procedure }));
        await wire.take(INVOCATION);
        wire.socket.terminate();
        const [status, { error }] = (await answer) as [number, { error: string }];
        assert.deepEqual([status, error], [200, 'wamp.error.canceled']);
      });

      test('refuses an invalid request with status 400', async () => {
        for (const [body, headers] of [
          ['no JSON', {}],
          ['[1]', {}],
          ['{"args":[]}', {}],
          ['{"procedure":"observatory.a"}', { 'content-type': 'text/plain' }],
        ] as const) {
          const [status, answer] = await post(body, headers);
          assert.equal(status, 400, body);
          assert.deepEqual(Object.keys(Object(answer)).sort(), ['args', 'error', 'kwargs']);
        }
      });

      test('refuses arguments of the wrong type and invalid URIs with status 500', async () => {
        for (const body of [
          '{"procedure":7}',
          '{"procedure":"observatory..a"}',
          '{"procedure":"observatory.a","args":7}',
          '{"procedure":"observatory.a","kwargs":[1]}',
        ]) {
          assert.equal((await post(body))[0], 500, body);
        }
      });

      test('refuses GET with status 405', async () => {
        const response = await fetch(router.httpUrl);
        assert.equal(response.status, 405);
        await response.arrayBuffer();
      });
    });
  });
}
