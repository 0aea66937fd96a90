import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFeedPast } from '../../../src/core/slots/feed-past.js';
import { slot } from '../fixtures.js';

const ADDRESS = slot(2).address;
const event = (message: unknown, feed = 'state_results', index = 2) => ({
  ...{ slot: slot(index), feed, message, time: new Date(0) },
});
const messages = (events: readonly { readonly message: unknown }[]) => events.map(({ message }) => message);

describe('the past of the feeds', () => {
  it('has the last messages of a feed, oldest first, at most a thousand', () => {
    const past = createFeedPast();
    for (let number = 1; number <= 1005; number++) past.add(event(number));
    assert.deepEqual(messages(past.of(ADDRESS, 'state_results', 3)), [1003, 1004, 1005]);
    const all = messages(past.of(ADDRESS, 'state_results', 5000));
    assert.deepEqual([all.length, all[0]], [1000, 6]);
    assert.deepEqual(past.of(ADDRESS, 'state_results', 0), []);
    assert.deepEqual(past.of(ADDRESS, 'noise_results', 3), []);
  });

  it('has the last messages of every feed of every slot', () => {
    const past = createFeedPast();
    for (const number of [1, 2, 3]) past.add(event(number));
    past.add(event('noise', 'noise_results'));
    past.add(event('other', 'state_results', 3));
    assert.deepEqual(messages(past.all(2)), [2, 3, 'noise', 'other']);
    past.forget(ADDRESS);
    assert.deepEqual(messages(past.all(2)), ['other']);
  });

  it('holds at most 320 kB of a feed, and nothing before a message that is larger', () => {
    const past = createFeedPast();
    for (let number = 0; number < 10; number++) past.add(event(`${number}${'x'.repeat(99_000)}`));
    assert.deepEqual(
      messages(past.of(ADDRESS, 'state_results', 10)).map((text) => String(text)[0]),
      ['7', '8', '9'],
    );
    past.add(event('x'.repeat(400_000)));
    assert.deepEqual(past.of(ADDRESS, 'state_results', 10), []);
    past.add(event(7n));
    assert.deepEqual(past.of(ADDRESS, 'state_results', 10), []);
    past.add(event('small'));
    assert.deepEqual(messages(past.of(ADDRESS, 'state_results', 10)), ['small']);
  });

  it('holds at most 32 MB, and takes the oldest messages of the largest feeds first', () => {
    const past = createFeedPast();
    past.add(event('rare', 'noise_results'));
    for (let index = 2; index < 130; index++) {
      for (let number = 0; number < 3; number++) past.add(event('x'.repeat(100_000), 'state_results', index));
    }
    assert.deepEqual(messages(past.of(ADDRESS, 'noise_results', 1)), ['rare']);
    const bytes = past.all(1000).reduce((sum, { message }) => sum + String(message).length, 0);
    assert.ok(bytes > 31 * 1024 * 1024 && bytes < 32 * 1024 * 1024, `${bytes}`);
  });
});
