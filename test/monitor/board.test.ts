import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toggledAll, withRange } from '../../monitor/selection/picking.js';
import { grouped, matches, nextSort, sorted, sortOf, usualGrouping } from '../../monitor/slots/arrange.js';
import { marksOf } from '../../monitor/slots/marks.js';
import { placeOf } from '../../monitor/slots/place.js';
import { readSlot, type SlotReading } from '../../monitor/states/slot-state.js';
import { slot } from './slots.js';

const read = (change: Parameters<typeof slot>[0]): SlotReading => readSlot(slot(change), []);
const named = (streamId: string, change: Parameters<typeof slot>[0] = {}) =>
  read({ id: streamId, streamId, instanceId: `controller-${streamId}`, ...change });
const channels = (count: number | null) => ({ state: { ...slot().state, numActiveChannels: count } });

describe('the place of a slot', () => {
  it('is read from its instance id', () => {
    assert.deepEqual(placeOf('pysmurf-controller-crate12-s4'), { crate: '12', slot: 's4' });
    assert.deepEqual(placeOf('pysmurf-controller-crate1slot7'), { crate: '1', slot: 's7' });
    assert.deepEqual(placeOf('pysmurf-controller-s2'), { crate: null, slot: 's2' });
    assert.deepEqual(placeOf('smurf-lab'), { crate: null, slot: 'smurf-lab' });
  });
});

describe('the order of the slots', () => {
  const few = named('ufm_mv12', channels(9));
  const many = named('ufm_mv5', channels(1577));
  const unknown = named('ufm_mv9', channels(null));
  const order = (text: string | null) => sorted([few, unknown, many], sortOf(text)).map(({ name }) => name);

  it('is that of the server, until somebody sorts', () => {
    assert.deepEqual(order(null), ['ufm_mv12', 'ufm_mv9', 'ufm_mv5']);
    assert.deepEqual(order('nonsense'), order(null));
  });

  it('takes numbers as numbers, and puts slots without a value last', () => {
    assert.deepEqual(order('slot'), ['ufm_mv5', 'ufm_mv9', 'ufm_mv12']);
    assert.deepEqual(order('channels'), ['ufm_mv12', 'ufm_mv5', 'ufm_mv9']);
    assert.deepEqual(order('-channels'), ['ufm_mv5', 'ufm_mv12', 'ufm_mv9']);
  });

  it('goes up, down, and back to that of the server with each click', () => {
    assert.equal(nextSort(null, 'slot'), 'slot');
    assert.equal(nextSort(sortOf('slot'), 'slot'), '-slot');
    assert.equal(nextSort(sortOf('-slot'), 'slot'), null);
    assert.equal(nextSort(sortOf('-slot'), 'alive'), 'alive');
  });
});

describe('the groups of slots', () => {
  const titles = (readings: readonly SlotReading[], by = usualGrouping(readings)) =>
    grouped(readings, by).map(({ title }) => title);

  it('are the crates in the order of their numbers, if there are crates', () => {
    const crates = ['crate10-s2', 'crate2-s3'].map((id) => named(id));
    assert.deepEqual(titles(crates), ['Crate 2', 'Crate 10']);
  });

  it('are the groups of the server, if there are no crates', () => {
    const groups = [named('a', { groups: ['lab', 'all'] }), named('b')];
    assert.deepEqual(titles(groups), ['lab', 'No group']);
  });

  it('are one if there is neither, and none without slots', () => {
    assert.deepEqual(titles([named('a'), named('b')]), ['']);
    assert.deepEqual(titles([]), []);
  });

  it('are the states in the order of their urgency', () => {
    assert.deepEqual(titles([named('a'), named('b', { expired: true })], 'state'), ['Expired', 'Idle']);
  });
});

describe('the filter', () => {
  it('finds a slot by each word that people know it by', () => {
    const one = named('ufm_mv5', {
      groups: ['lab'],
      state: { ...slot().state, streaming: true, streamTag: 'obs,cmb' },
    });
    for (const text of ['MV5', 'controller', 'lab', 'streaming', 'cmb', 'mv5 cmb', ' mv5 '])
      assert.ok(matches(one, text), text);
    assert.equal(matches(one, 'mv5 iv'), false);
  });
});

describe('the selection', () => {
  const order = ['a', 'b', 'c', 'd'];

  it('takes a range in either direction, and only the slot itself if the other end is hidden', () => {
    assert.deepEqual(withRange(new Set(), order, 'b', 'd'), ['b', 'c', 'd']);
    assert.deepEqual(withRange(new Set(['a']), order, 'c', 'b'), ['a', 'b', 'c']);
    assert.deepEqual(withRange(new Set(['x']), order, 'x', 'b'), ['x', 'b']);
  });

  it('takes a whole group, and gives it back once it is whole', () => {
    assert.deepEqual(toggledAll(new Set(['a', 'b']), ['b', 'c']), ['a', 'b', 'b', 'c']);
    assert.deepEqual(toggledAll(new Set(['a', 'b', 'c']), ['b', 'c']), ['a']);
  });
});

describe('the marks of a slot', () => {
  it('say who holds an exclusive grant', () => {
    const exclusiveGrants = [{ id: 'G1', name: 'tuning', grantee: 'sorunlib' }];
    const [mark] = marksOf(slot({ exclusiveGrants }));
    assert.equal(mark?.word, 'locked: tuning');
    assert.match(mark?.text ?? '', /^sorunlib holds the exclusive grant tuning/);
    assert.deepEqual(marksOf(slot({ exclusiveGrants: null })), []);
  });
});
