import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LiveField, LiveSink, LiveSource } from '../../src/graphql/live.js';
import { createLiveQueues, type LiveReader } from '../../src/graphql/live-queues.js';
import { endOfTurn } from '../../src/lib/clock.js';

const FROM = {} as LiveSource;
const END = { done: true, value: undefined };

/** A field whose changes are made by the test, and what happened to its sources. */
function createField(name = 'field') {
  const log: string[] = [];
  const sinks = new Map<string, LiveSink<string>>();
  const field: LiveField<string, string> = {
    name,
    key: (args) => args,
    snapshot(_from, args) {
      log.push(`read ${args}`);
      return [{ key: 'now', value: `${args} as it is` }];
    },
    changes(_from, args, sink) {
      log.push(`listen to ${args}`);
      sinks.set(args, sink);
      return [{ close: () => log.push(`leave ${args}`) }];
    },
  };
  return { field, log, sink: (args: string) => sinks.get(args) as LiveSink<string> };
}

const readFrom = async (reader: LiveReader<string>) => (await reader.next()).value?.value;

describe('subscribers of live fields', () => {
  it('receive the current state, then every change; the field listens before it reads', async () => {
    const { field, log, sink } = createField();
    const reader = createLiveQueues().open(field, 'a', FROM);
    sink('a').push({ key: 'later', value: 'change' });
    assert.deepEqual(log, ['listen to a', 'read a']);
    assert.equal(await readFrom(reader), 'a as it is');
    assert.equal(await readFrom(reader), 'change');
  });

  it('share one source if they have the same key, and each receives everything', async () => {
    const { field, log, sink } = createField();
    const live = createLiveQueues();
    const readers = ['a', 'a', 'b'].map((args) => live.open(field, args, FROM));
    assert.equal(live.size, 3);
    assert.deepEqual(log, ['listen to a', 'read a', 'listen to b', 'read b']);
    sink('a').push({ group: 'g', value: 'change', gap: 'gap' });
    for (const reader of readers.slice(0, 2)) {
      assert.equal(await readFrom(reader), 'a as it is');
      assert.equal(await readFrom(reader), 'change');
    }
  });

  it('get the same object for the same event, and for the snapshot of one turn; a later one reads it again', async () => {
    const { field, log, sink } = createField();
    const live = createLiveQueues();
    const [first, second] = [live.open(field, 'a', FROM), live.open(field, 'a', FROM)];
    sink('a').push({ group: 'g', value: 'change', gap: 'gap' });
    for (const text of ['a as it is', 'change']) {
      const [one, other] = [await first.next(), await second.next()];
      assert.equal(one.value?.value, text);
      assert.equal(one.value, other.value);
    }
    await endOfTurn();
    live.open(field, 'a', FROM);
    assert.equal(log.filter((entry) => entry === 'read a').length, 2);
  });

  it('read the snapshot again after an event of the same turn', () => {
    const { field, log, sink } = createField();
    const live = createLiveQueues();
    live.open(field, 'a', FROM);
    sink('a').push({ key: 'now', value: 'change' });
    live.open(field, 'a', FROM);
    assert.deepEqual(log, ['listen to a', 'read a', 'read a']);
  });

  it('of different fields share nothing, even if their keys are equal', () => {
    const live = createLiveQueues();
    const one = createField('one');
    const other = createField('other');
    live.open(one.field, 'a', FROM);
    live.open(other.field, 'a', FROM);
    assert.deepEqual(other.log, ['listen to a', 'read a']);
  });

  it('release their source when the last of them leaves, and open a new one after that', async () => {
    const { field, log } = createField();
    const live = createLiveQueues();
    const [first, second] = [live.open(field, 'a', FROM), live.open(field, 'a', FROM)];
    await first.return();
    assert.ok(!log.includes('leave a'));
    await second.return();
    assert.equal(live.size, 0);
    assert.equal(log.filter((entry) => entry === 'leave a').length, 1);
    live.open(field, 'a', FROM);
    assert.equal(log.filter((entry) => entry === 'listen to a').length, 2);
  });

  it('end with their source, after the waiting events; a later subscriber opens a new source', async () => {
    const { field, log, sink } = createField();
    const live = createLiveQueues();
    const reader = live.open(field, 'a', FROM);
    const first = sink('a');
    first.push({ key: 'later', value: 'the last' });
    first.end();
    const late = live.open(field, 'a', FROM);
    assert.equal(await readFrom(reader), 'a as it is');
    assert.equal(await readFrom(reader), 'the last');
    assert.deepEqual(await reader.next(), END);
    assert.equal(log.filter((entry) => entry === 'listen to a').length, 2);
    sink('a').push({ key: 'later', value: 'of the new source' });
    assert.equal(await readFrom(late), 'a as it is');
    assert.equal(await readFrom(late), 'of the new source');
    await late.return();
    assert.equal(live.size, 0);
  });
});
