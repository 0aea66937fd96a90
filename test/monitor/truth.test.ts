import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { doubts, timeOfData } from '../../monitor/hand-over/doubts.js';
import { calmText } from '../../monitor/rail/group-needs.js';
import { truth } from '../../monitor/top/truth.js';

const NOW = Date.parse('2026-11-26T04:12:37.000Z');
const AT = '2026-11-26T04:10:00.000Z';
const CONNECTED = { connected: true, since: AT, reason: null };

describe('what the top bar says of the connection', () => {
  const of = (
    kind: string,
    age: number | null,
    network: Parameters<typeof truth>[0]['network'] = CONNECTED,
  ) => truth({ link: { kind, heardAt: age === null ? null : NOW - age * 1000 }, network }, NOW);

  it('is that all is well only if the server and the router are connected, and talk', () => {
    assert.deepEqual(of('live', 1), {
      good: true,
      text: '● Live',
      asOf: NOW - 1000,
      age: 'data 1 s old',
      meaning: null,
    });
    for (const bad of [
      of('connecting', null),
      of('refused', null),
      of('lost', 3),
      of('live', 6),
      of('live', 1, null),
      of('live', 1, { ...CONNECTED, connected: false }),
    ])
      assert.equal(bad.good, false, bad.text);
  });

  it('has the age of the data, the time that they show, and what the slots do', () => {
    const { text, age, meaning } = of('lost', 41);
    assert.deepEqual([text, age], ['Not connected to the server', 'data 41 s old']);
    assert.match(
      meaning ?? '',
      /^This page shows the state at 04:11:56 UTC\. The slots continue to run without this page\./,
    );
  });

  it('counts the age from the loss of the router, although the server still talks', () => {
    const { text, age, meaning } = of('live', 1, { connected: false, since: AT, reason: 'it was closed' });
    assert.equal(text, 'The server has not been connected to the router since 04:10:00 UTC');
    assert.equal(age, 'data 2 m 37 s old');
    assert.match(meaning ?? '', /Reason: it was closed$/);
  });

  it('has nothing to explain before the first data', () => {
    assert.deepEqual(of('lost', null), {
      ...{ good: false, text: 'Not connected to the server', asOf: null, age: null, meaning: null },
    });
    assert.equal(of('live', 1, null).text, 'Waiting for the first data …');
  });

  it('is on a hand-over too, which is as old as its data', () => {
    assert.deepEqual([doubts(of('live', 1), 4), timeOfData(of('live', 1), NOW)], [[], NOW]);
    const [text, meaning] = doubts(of('lost', 41), 4);
    assert.equal(text, 'Not connected to the server');
    assert.match(meaning ?? '', /^This page shows the state at 04:11:56 UTC/);
    assert.equal(timeOfData(of('lost', 41), NOW), NOW - 41_000);
    const unknown = of('connecting', null);
    assert.deepEqual(doubts(unknown, null), [
      'Connecting to the server …',
      'No data yet: the page knows nothing about the slots.',
    ]);
    assert.equal(timeOfData(unknown, NOW), NOW);
    assert.deepEqual(doubts(of('live', 1), 0), ['No slot is known yet.']);
  });
});

test('that no slot needs anybody is said only of slots that are known', () => {
  assert.deepEqual(
    [null, 0, 4].map((slots) => calmText(slots, true)),
    ['No data yet.', 'No slot is known yet.', 'Nothing: all slots are OK.'],
  );
  assert.equal(calmText(4, false), 'All slots were OK in the last data.');
});
