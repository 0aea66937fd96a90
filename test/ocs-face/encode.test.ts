import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SessionRecord } from '../../src/core/slots/session-record.js';
import { sizeOf } from '../../src/ocs/agent/size.js';
import type { EncodedSession } from '../../src/ocs/protocol.js';
import { encodeInstances, encodeRun, MAX_DATA_BYTES } from '../../src/ocs-face/encode.js';
import { record as recordOf, run, runSlot, session, slot } from '../core/fixtures.js';

const record = (change: Partial<EncodedSession> = {}): SessionRecord =>
  recordOf(session(change), { refreshedAt: new Date(120_000) });
const withSessions = (number: number, sessions: Record<string, SessionRecord>) =>
  slot(number, { lastRefresh: new Date(125_000), sessions: new Map(Object.entries(sessions)) });
const lines = (count: number) =>
  Array.from({ length: count }, (_, index): [number, string] => [index, `line ${index}`]);

describe('what monitor shows', () => {
  it('is each slot with its sessions, as OCS encodes them', () => {
    const messages = lines(30);
    const take_noise = record({ messages });
    assert.deepEqual(encodeInstances([withSessions(2, { take_noise })]), {
      ufm_mv2: {
        address: 'observatory.pysmurf-controller-s2',
        instance_id: 'pysmurf-controller-s2',
        stream_id: 'ufm_mv2',
        agent_class: 'PysmurfController',
        expired: false,
        last_refresh: 125,
        sessions: {
          take_noise: {
            ...session({ messages: messages.slice(20) }),
            refreshed_at: 120,
            evicted: false,
          },
        },
      },
    });
  });

  it('keeps the sessions of each slot and operation apart', () => {
    const slots = [2, 3, 4].map((number) =>
      withSessions(number, {
        take_noise: record({ session_id: number }),
        take_iv: record({ session_id: 10 * number, op_name: 'take_iv' }),
      }),
    );
    const ids = Object.entries(encodeInstances(slots)).map(([name, { sessions }]) => [
      name,
      sessions['take_noise']?.session_id,
      sessions['take_iv']?.session_id,
    ]);
    assert.deepEqual(ids, [
      ['ufm_mv2', 2, 20],
      ['ufm_mv3', 3, 30],
      ['ufm_mv4', 4, 40],
    ]);
  });

  it('uses the instance id while a stream id is unknown or shared', () => {
    const unknown = slot(4, { streamIdConfirmed: false });
    const twins = [2, 3].map((number) => slot(number, { streamId: 'ufm_mv9' }));
    const encoded = encodeInstances([unknown, ...twins, slot(5)]);
    assert.deepEqual(Object.keys(encoded), [
      'pysmurf-controller-s4',
      'pysmurf-controller-s2',
      'pysmurf-controller-s3',
      'ufm_mv5',
    ]);
    assert.equal(encoded['pysmurf-controller-s4']?.stream_id, null);
  });

  it('is complete for sixteen slots with thousands of channels', () => {
    const data = { channel_mask: Array.from({ length: 4096 }, (_, index) => index), stream_id: 'ufm_mv2' };
    const slots = Array.from({ length: 16 }, (_, index) =>
      withSessions(index + 2, { check_state: record({ data }) }),
    );
    const encoded = encodeInstances(slots);
    assert.ok(sizeOf(encoded) < MAX_DATA_BYTES);
    assert.deepEqual(encoded['ufm_mv2']?.sessions['check_state']?.data, data);
  });

  it('leaves out the longest data if all would be too long for a message, and reports that', () => {
    const long = record({ op_name: 'run', data: { text: 'x'.repeat(MAX_DATA_BYTES) } });
    const slots = [
      withSessions(2, { take_noise: record(), run: long }),
      withSessions(3, { take_noise: record() }),
    ];
    // The second time it comes from memory.
    for (const encoded of [encodeInstances(slots), encodeInstances(slots)]) {
      assert.ok(sizeOf(encoded) < MAX_DATA_BYTES);
      assert.match(JSON.stringify(encoded['ufm_mv2']?.sessions['run']?.data), /\d+ bytes of data, omitted/);
      assert.equal(encoded['ufm_mv2']?.sessions['run']?.success, true);
      assert.deepEqual(encoded['ufm_mv3']?.sessions['take_noise']?.data, {});
    }
  });

  it('fits into a message for seventy slots with sessions of all operations', () => {
    const operations = Array.from({ length: 20 }, (_, index) => `operation_${index}`);
    const messages = lines(10).map(([time, text]): [number, string] => [time, `${text} ${'x'.repeat(60)}`]);
    const slots = Array.from({ length: 70 }, (_, index) =>
      withSessions(
        index + 2,
        Object.fromEntries(
          operations.map((name) => [name, record({ op_name: name, messages, data: { a: 1 } })]),
        ),
      ),
    );
    assert.ok(sizeOf(encodeInstances(slots)) < 1024 * 1024, 'clients on autobahn-python take no more');
  });

  /*
   * With 500 slots and 20 sessions each, of which one has 1,600 channels, encoding all took 296 ms each time, and
   * takes 22 ms where the records have been seen before (one core of the machine that it was written on).
   */
  it('encodes a record once, however often clients ask', () => {
    let readings = 0;
    const data = {
      get counted() {
        readings += 1;
        return 'x'.repeat(100);
      },
    };
    const known = record({ data });
    const slots = () => [withSessions(2, { run: known }), withSessions(3, { take_noise: record() })];
    for (let times = 0; times < 10; times++) encodeInstances(slots());
    assert.equal(readings, 1);
  });
});

describe('what a run shows', () => {
  it('leaves out the longest data if all would be too long for a message, and old messages', () => {
    const long = record({ data: { text: 'x'.repeat(700_000) } });
    const chatty = record({ messages: lines(500) });
    const encoded = encodeRun(
      run([], {
        slots: [runSlot('SUCCEEDED', 2, { record: long }), runSlot('SUCCEEDED', 3, { record: chatty })],
      }),
    );
    assert.ok(sizeOf(encoded) < MAX_DATA_BYTES);
    assert.ok(Object.hasOwn(encoded['ufm_mv2']?.data as object, 'omitted'));
    assert.deepEqual(encoded['ufm_mv3']?.messages, lines(500).slice(400));
  });
});
