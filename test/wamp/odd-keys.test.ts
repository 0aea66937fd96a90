import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRouter } from '../../src/router/router.js';
import type { WampConnection } from '../../src/wamp/types.js';
import { within } from '../until.js';
import { connect } from './harness.js';

const TOPIC = 'observatory.odd.feeds.heartbeat';

/** A member of that name; a literal would set the prototype. */
const withProto = (value: unknown) => Object.fromEntries([['__proto__', value]]);

for (const [from, to] of [
  ['json', 'json'],
  ['json', 'msgpack'],
  ['msgpack', 'json'],
  ['msgpack', 'msgpack'],
] as const) {
  test(`messages with a key __proto__ from ${from} to ${to} arrive complete, and do not break any connection`, async (t) => {
    const router = await createRouter({ port: 0 });
    t.after(() => router.close());
    const agent = connect(t, { url: router.url, serializers: [from] });
    const listener = connect(t, { url: router.url, serializers: [to] });
    await Promise.all([agent.connected(), listener.connected()]);
    let changes = 0;
    for (const { onLinkChange } of [agent, listener]) onLinkChange(() => (changes += 1));

    const heard: unknown[] = [];
    listener.subscribe('observatory..feeds.heartbeat', ({ args }) => heard.push(...args), {
      match: 'wildcard',
    });
    await within(
      offer(listener, 'observatory.here', ([given]) => given),
      'the subscription is made',
    );
    for (let beat = 0; beat < 3; beat += 1) {
      agent.publish(TOPIC, [[withProto(beat), { session_id: '1', agg_params: withProto({}) }]]);
    }
    const params = { kwargs: withProto({ polluted: true }) };
    const answer = await agent.call('observatory.here', [params], { timeoutMs: 10_000 });

    assert.deepEqual(JSON.stringify(answer), JSON.stringify(params));
    assert.deepEqual(
      heard.map((pair) => JSON.stringify(pair)),
      [0, 1, 2].map((beat) => `[{"__proto__":${beat}},{"session_id":"1","agg_params":{"__proto__":{}}}]`),
    );
    assert.equal('polluted' in {}, false);
    assert.equal(changes, 0);
  });
}

function offer(connection: WampConnection, ...[procedure, handler]: Parameters<WampConnection['register']>) {
  return new Promise<void>((resolve) => {
    connection.register(procedure, handler, ({ registered }) => registered && resolve());
  });
}
