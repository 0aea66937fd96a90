import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { NO_SUCH_PROCEDURE, RUNTIME_ERROR, WAMP_ERRORS, WampError } from '../../src/wamp/error.js';
import type { WampConnection } from '../../src/wamp/types.js';

/** A realm and time in which connections are tried. */
export interface Network {
  /** A connection that is closed with the network. */
  connect(): WampConnection;
  /** What the promise brings, however long that takes in the time of this network; rejects as it does. */
  settle<T>(promise: Promise<T>): Promise<T>;
  /** Breaks every link without a word. They may be made again. */
  breakLinks(): void;
}

const BOUND = { timeoutMs: 20_000 };

/** What every implementation of {@link WampConnection} does, whatever it runs over. */
export function connectionBehaviours(title: string, start: (t: TestContext) => Promise<Network>): void {
  /** Two connections that are up. */
  async function join(t: TestContext) {
    const network = await start(t);
    const [callee, caller] = [network.connect(), network.connect()];
    await network.settle(Promise.all([callee.connected(), caller.connected()]));
    const offer = (procedure: string, handler: Parameters<WampConnection['register']>[1]) =>
      network.settle(
        new Promise<void>((resolve) => {
          callee.register(procedure, handler, ({ registered }) => registered && resolve());
        }),
      );
    const call = (procedure: string, args: readonly unknown[] = [], options: object = {}) =>
      network.settle(caller.call(procedure, args, { ...BOUND, ...options }));
    const rejection = (promise: Promise<unknown>): Promise<WampError> =>
      promise.then(
        (value) => assert.fail(`resolved to ${JSON.stringify(value)}`),
        (error: unknown) => {
          assert.ok(error instanceof WampError, String(error));
          return error;
        },
      );
    return { network, callee, caller, offer, call, rejection };
  }

  describe(title, () => {
    test('passes positional and named arguments to the callee, and its answer back', async (t) => {
      const { offer, call } = await join(t);
      await offer('observatory.echo', (args, kwargs) => ({ args, kwargs }));
      const kwargs = { a: 1 };
      const answer = await call('observatory.echo', [1, Number.NaN, { x: [null] }], { kwargs });
      assert.deepEqual(answer, { args: [1, Number.NaN, { x: [null] }], kwargs });
      await offer('observatory.nothing', () => undefined);
      assert.equal(await call('observatory.nothing'), null);
    });

    test('shares no objects between the two ends', async (t) => {
      const { offer, call } = await join(t);
      const kept: unknown[] = [{ level: 1 }];
      await offer('observatory.keep', ([given]) => {
        kept.push(given);
        return kept;
      });
      const given = { level: 2 };
      const answer = (await call('observatory.keep', [given])) as { level: number }[];
      given.level = 3;
      for (const element of answer) element.level = 4;
      assert.deepEqual(kept, [{ level: 1 }, { level: 2 }]);
    });

    test('reports the error of the callee, with its URI', async (t) => {
      const { offer, call, rejection } = await join(t);
      await offer('observatory.fails', () => {
        throw new Error('no tones');
      });
      const runtime = await rejection(call('observatory.fails'));
      assert.deepEqual([runtime.uri, runtime.args, runtime.sent], [RUNTIME_ERROR, ['no tones'], true]);
      assert.equal(runtime.message, `call of observatory.fails: ${RUNTIME_ERROR}: no tones`);
      await offer('observatory.refuses', () => {
        throw new WampError('observatory.error.busy', 'busy', { args: ['by whom', 7] });
      });
      const named = await rejection(call('observatory.refuses'));
      assert.deepEqual([named.uri, named.args], ['observatory.error.busy', ['by whom', 7]]);
    });

    test('reports what the router refuses', async (t) => {
      const { call, rejection } = await join(t);
      const absent = await rejection(call('observatory.absent'));
      assert.deepEqual([absent.uri, absent.sent], [NO_SUCH_PROCEDURE, true]);
      assert.match(absent.message, /^call of observatory\.absent: wamp\.error\.no_such_procedure: \S/);
      assert.equal((await rejection(call('elsewhere.a'))).uri, 'wamp.error.not_authorized');
    });

    test('sends nothing that cannot be encoded, or has no valid name', async (t) => {
      const { caller, call, rejection } = await join(t);
      const odd = await rejection(call('observatory.a', [1n]));
      assert.deepEqual([odd.uri, odd.sent], [WAMP_ERRORS.notEncodable, false]);
      assert.throws(() => caller.publish('observatory.feeds.a', [1n]), WampError);
      const unnamed = await rejection(call('a b'));
      assert.deepEqual([unnamed.uri, unnamed.sent], ['wamp.error.invalid_uri', false]);
      assert.equal(caller.link.connected, true);
    });

    test('answers with an error if the answer cannot be encoded', async (t) => {
      const { offer, call, rejection } = await join(t);
      await offer('observatory.odd', () => 1n);
      assert.equal((await rejection(call('observatory.odd'))).uri, RUNTIME_ERROR);
    });

    test('ends a call after its timeout, or when it is aborted', async (t) => {
      const { offer, call, caller, network, rejection } = await join(t);
      await offer('observatory.hangs', () => new Promise(() => {}));
      const late = await rejection(call('observatory.hangs', [], { timeoutMs: 50 }));
      assert.deepEqual([late.uri, late.sent], [WAMP_ERRORS.timeout, true]);
      const aborting = new AbortController();
      const aborted = rejection(caller.call('observatory.hangs', [], { ...BOUND, signal: aborting.signal }));
      aborting.abort();
      assert.equal((await network.settle(aborted)).uri, WAMP_ERRORS.aborted);
    });

    test('delivers events by topic, prefix and wildcard, each in its order, but not to their publisher', async (t) => {
      const { network, callee, caller } = await join(t);
      const heard: unknown[] = [];
      const hear = (how: string) => (event: { topic: string; args: readonly unknown[] }) =>
        heard.push([how, event.topic, ...event.args]);
      const topic = 'observatory.s2.feeds.heartbeat';
      callee.subscribe(topic, hear('exact'));
      callee.subscribe('observatory..feeds.heartbeat', hear('wildcard'), { match: 'wildcard' });
      callee.subscribe('observatory.s2.', hear('prefix'), { match: 'prefix' });
      callee.subscribe('observatory.s3.', hear('other'), { match: 'prefix' });
      caller.subscribe(topic, hear('publisher'));
      // A message to and fro, behind the subscriptions: the router answers in order.
      await network.settle(
        new Promise<void>((resolve) => {
          callee.register(
            'observatory.a',
            () => null,
            ({ registered }) => registered && resolve(),
          );
        }),
      );
      for (const count of [1, 2, 3]) assert.equal(caller.publish(topic, [count]), true);
      await network.settle(caller.call('observatory.a', [], BOUND));
      const of = (how: string) => heard.filter((event) => (event as unknown[])[0] === how);
      for (const how of ['exact', 'wildcard', 'prefix']) {
        assert.deepEqual(
          of(how),
          [1, 2, 3].map((count) => [how, topic, count]),
        );
      }
      assert.deepEqual([of('other'), of('publisher')], [[], []]);
    });

    test('has one callee for each procedure: a second one stands by', async (t) => {
      const { network, callee, caller, offer, call } = await join(t);
      await offer('observatory.a', () => 'first');
      const refusal = await network.settle(
        new Promise<string>((resolve) => {
          caller.register(
            'observatory.a',
            () => 'second',
            ({ reason }) => reason && resolve(reason),
          );
        }),
      );
      assert.match(refusal, /wamp\.error\.procedure_already_exists/);
      assert.equal(await call('observatory.a'), 'first');
      await network.settle(callee.close());
      const third = network.connect();
      await network.settle(third.connected());
      const taken = async (): Promise<unknown> =>
        third.call('observatory.a', [], BOUND).catch((error: WampError) => {
          assert.equal(error.uri, NO_SUCH_PROCEDURE);
          return taken();
        });
      assert.equal(await network.settle(taken()), 'second');
    });

    test('informs the caller when the callee leaves during the call', async (t) => {
      const { network, callee, caller, offer, rejection } = await join(t);
      let onAsked = () => {};
      const asked = new Promise<void>((resolve) => {
        onAsked = resolve;
      });
      await offer('observatory.hangs', () => {
        onAsked();
        return new Promise(() => {});
      });
      const rejected = rejection(caller.call('observatory.hangs', [], BOUND));
      await network.settle(asked);
      await network.settle(callee.close());
      const error = await network.settle(rejected);
      assert.deepEqual([error.uri, error.sent], ['wamp.error.canceled', true]);
      assert.match(error.message, /callee disconnected from in-flight request/);
    });

    test('rejects open calls when the connection breaks, and restores everything when it is back', async (t) => {
      const { network, callee, caller, offer, call, rejection } = await join(t);
      let calls = 0;
      await offer('observatory.once', () => (calls++ === 0 ? new Promise(() => {}) : 'again'));
      const heard: unknown[] = [];
      caller.subscribe('observatory.feeds.a', ({ args }) => heard.push(...args));
      const lost = rejection(caller.call('observatory.once', [], BOUND));
      const changes: boolean[] = [];
      callee.onLinkChange(({ connected }) => changes.push(connected));
      network.breakLinks();
      const error = await network.settle(lost);
      assert.deepEqual([error.uri, error.sent], [WAMP_ERRORS.linkLost, true]);
      const down = await rejection(caller.call('observatory.once', [], BOUND));
      assert.deepEqual([down.uri, down.sent], [WAMP_ERRORS.notConnected, false]);
      assert.equal(caller.publish('observatory.feeds.a', [0]), false);

      const back = async (): Promise<unknown> => {
        await caller.connected();
        return caller.call('observatory.once', [], BOUND).catch(back);
      };
      calls = 1;
      assert.equal(await network.settle(back()), 'again');
      assert.ok(changes.includes(false) && changes.at(-1) === true);
      callee.publish('observatory.feeds.a', [1]);
      await call('observatory.once');
      assert.deepEqual(heard, [1]);
    });

    test('cannot be used after it is closed', async (t) => {
      const { network, caller, call, rejection } = await join(t);
      const waiting = rejection(caller.call('observatory.absent', [], BOUND));
      await network.settle(caller.close());
      assert.ok([WAMP_ERRORS.closed, NO_SUCH_PROCEDURE].includes((await network.settle(waiting)).uri));
      const error = await rejection(call('observatory.absent'));
      assert.deepEqual([error.uri, error.sent], [WAMP_ERRORS.closed, false]);
      assert.equal(caller.publish('observatory.feeds.a', []), false);
      assert.equal(caller.link.connected, false);
    });
  });
}
