import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSerializers, type SerializerName } from '../../src/wamp/serializer.js';
import { WAMP } from './fake-router.js';
import { connect, startRouter } from './harness.js';

function serializer(name: SerializerName) {
  const [made] = createSerializers([name]);
  assert.ok(made);
  return {
    ...made,
    bytes: (message: readonly unknown[]) => Buffer.from(made.encode(message)),
    roundTrip: (value: unknown) => made.decode(Buffer.from(made.encode([1, value])))[1],
  };
}

const NAMES = ['msgpack', 'json'] as const;

for (const name of NAMES) {
  test(`${name} keeps WAMP ids, times and texts unchanged`, () => {
    const { roundTrip } = serializer(name);
    const values = [
      0,
      -1,
      2 ** 31,
      2 ** 32 + 1,
      2 ** 53 - 1,
      -(2 ** 40),
      1.7e9 + 0.25,
      'µ 😀',
      null,
      true,
      [],
      {},
    ];
    for (const value of values) assert.deepEqual(roundTrip(value), value);
  });

  test(`${name} leaves members out that are undefined, and writes dates as text`, () => {
    const { roundTrip } = serializer(name);
    assert.deepEqual(roundTrip({ a: undefined, b: [undefined], c: new Date(0), d: new Date(Number.NaN) }), {
      b: [null],
      c: '1970-01-01T00:00:00.000Z',
      // Such a timestamp can come from an agent, in the data of a session that we pass on.
      d: null,
    });
  });

  test(`${name} never writes half a UTF-16 pair, for which Crossbar would end the session`, () => {
    const { roundTrip, bytes } = serializer(name);
    assert.deepEqual(roundTrip([{ 'key \ud800': 'a\udfffb' }, '😀']), [{ 'key \ufffd': 'a\ufffdb' }, '😀']);
    assert.equal(bytes([1, '\ud800']).includes(Buffer.from([0xed, 0xa0, 0x80])), false);
    assert.equal(bytes([1, '\ud800']).includes('\\ud800'), false);
  });

  test(`${name} treats every key as data, and changes no prototype`, () => {
    const { roundTrip } = serializer(name);
    const members = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '', 'then'];
    // From entries, because a literal would set the prototype.
    const value = Object.fromEntries(
      members.map((key) => [key, Object.fromEntries([[key, { polluted: 1 }]])]),
    );
    const read = roundTrip([value, { text: '__proto__' }, ['\ud800']]) as readonly [Record<string, object>];
    assert.deepEqual(Object.keys(read[0]), members);
    for (const part of [read[0], ...Object.values(read[0])]) {
      assert.equal(Object.getPrototypeOf(part), Object.prototype);
    }
    assert.equal('polluted' in {}, false);
    assert.equal('polluted' in read[0], false);
    assert.deepEqual(
      JSON.parse(JSON.stringify(read)),
      JSON.parse(JSON.stringify([value, { text: '__proto__' }, ['\ufffd']])),
    );
  });

  test(`${name} refuses values that cannot be encoded, cycles included`, () => {
    const { encode } = serializer(name);
    const cycle: unknown[] = [];
    cycle.push(cycle, cycle);
    assert.throws(() => encode([1, cycle]));
    assert.throws(() => encode([1, 1n]));
  });

  test(`${name} refuses frames without a WAMP message`, () => {
    const { encode, decode, bytes } = serializer(name);
    assert.throws(() => decode(Buffer.from([])));
    assert.throws(() => decode(bytes([1, 'cut off']).subarray(0, 5)));
    assert.throws(() => decode(Buffer.from(encode([]))), /starts with a number/);
    assert.throws(() => decode(Buffer.from(encode(['36']))), /starts with a number/);
  });
}

test('MessagePack writes integers above 2^32 as integers, as Crossbar demands of ids', () => {
  const { bytes } = serializer('msgpack');
  assert.equal(bytes([36, 2 ** 52]).toString('hex'), '9224cf0010000000000000');
});

test('MessagePack keeps NaN and Infinity', () => {
  const { roundTrip } = serializer('msgpack');
  assert.deepEqual(roundTrip([Number.NaN, Infinity, -Infinity]), [Number.NaN, Infinity, -Infinity]);
});

test('MessagePack reads dictionaries of Python with any keys', () => {
  const { decode } = serializer('msgpack');
  // [1, {None: 1, True: 2, (1, 2): 3, 4: 5}]
  const frame = Buffer.from('920184c001c302920102030405', 'hex');
  assert.deepEqual(decode(frame), [1, { null: 1, true: 2, '1,2': 3, 4: 5 }]);
});

test('MessagePack treats the key __proto__ as data too', () => {
  const { decode } = serializer('msgpack');
  // [1, {("__proto__",): {"x": 1}}]
  const frame = Buffer.concat([
    Buffer.from('92018191a9', 'hex'),
    Buffer.from('__proto__'),
    Buffer.from('81a17801', 'hex'),
  ]);
  const [, value] = decode(frame);
  assert.deepEqual(Object.keys(value as object), ['__proto__']);
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
});

test('JSON reads the NaN and Infinity that Python writes, and leaves texts alone', () => {
  const { decode } = serializer('json');
  const frame = String.raw`[36, 1, 2, {}, [NaN, Infinity, -Infinity], {"NaN": "NaN, \"Infinity\" \\", "b": -1}]`;
  assert.deepEqual(decode(Buffer.from(frame)), [
    ...[36, 1, 2, {}],
    [null, Infinity, -Infinity],
    { NaN: String.raw`NaN, "Infinity" \ `.trimEnd(), b: -1 },
  ]);
  assert.throws(() => decode(Buffer.from('[36, 1, 2, {}, [NaNs]]')));
});

for (const speaks of NAMES) {
  test(`a router that only supports ${speaks} gets ${speaks}, NaN included`, async (t) => {
    const router = await startRouter(t, { speaks: [speaks] });
    const connection = connect(t, { url: router.url });
    const peer = await router.nextPeer();
    assert.equal(peer.socket.protocol, `wamp.2.${speaks}`);
    const event = new Promise<readonly unknown[]>((resolve) => {
      connection.subscribe('observatory.s2.feeds.x', ({ args }) => resolve(args));
    });
    await peer.take(WAMP.subscribe);
    const isText = speaks === 'json';
    if (isText) peer.socket.send(`[36, ${2 ** 40}, 1, {}, [NaN, 1]]`);
    else peer.send([WAMP.event, 2 ** 40, 1, {}, [Number.NaN, 1]]);
    assert.deepEqual(await event, [isText ? null : Number.NaN, 1]);
    assert.equal(connection.link.connected, true);
  });
}

test('of several serializers that the router supports, the first one offered is used', async (t) => {
  const router = await startRouter(t, { speaks: ['json', 'msgpack'] });
  connect(t, { url: router.url });
  assert.equal((await router.nextPeer()).socket.protocol, 'wamp.2.msgpack');
  connect(t, { url: router.url, serializers: ['json', 'msgpack'] });
  assert.equal((await router.nextPeer()).socket.protocol, 'wamp.2.json');
});
