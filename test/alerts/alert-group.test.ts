import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Alert, AlertState } from '../../src/alerts/alert.js';
import { createAlertGroup } from '../../src/alerts/alert-group.js';
import type { Posted } from '../../src/alerts/webhook.js';
import { createVirtualClock } from '../virtual-clock.js';

const DELIVERED: Posted = { kind: 'delivered', status: 200, text: '' };
const refused = (retryAfterMs = 0): Posted => ({
  ...{ kind: 'failed', reason: 'HTTP status 503', text: '', wasSent: true, retryAfterMs },
});
const OUT_OF_REACH: Posted = { ...refused(), reason: 'connect ECONNREFUSED', wasSent: false } as Posted;

const HOUR_MS = 3600_000;

function alert(slot: number, since = 0): Alert {
  return {
    ...{ key: `slot-${slot}`, name: 'SlotExpired', severity: 'critical', labels: {}, view: '' },
    description: `slot ${slot}`,
    startsAt: new Date(since),
  };
}

const alerts = (count: number) => Array.from({ length: count }, (_, index) => alert(index));

/** `+slot-1` for an alert that fires, `-slot-1` for its end. */
const line = (states: readonly AlertState[]) =>
  states.map(({ alert: { key }, endsAt }) => `${endsAt === null ? '+' : '-'}${key}`).join(' ');

/** A group whose posts are written down, with the seconds at which they were sent. */
function group(t: TestContext) {
  const clock = createVirtualClock();
  const posts: {
    readonly at: number;
    readonly line: string;
    readonly count: number;
    readonly truncated: number;
  }[] = [];
  const results: (string | null)[] = [];
  let answer: () => Posted | Promise<Posted> = () => DELIVERED;
  const made = createAlertGroup({
    async post(states, truncated) {
      posts.push({ at: clock.monotonic() / 1000, line: line(states), count: states.length, truncated });
      return await answer();
    },
    onResult: (failure) => results.push(failure),
    clock,
  });
  t.after(() => {
    made.close();
    assert.equal(clock.timers, 0, 'its timer is given back');
  });
  return {
    ...{ clock, posts, results },
    show: made.show,
    answer(next: typeof answer) {
      answer = next;
    },
    lines: () => posts.map((post) => post.line),
  };
}

describe('alerts of one name', () => {
  it('that begin and end within some seconds are in one post', async (t) => {
    const { clock, posts, show } = group(t);
    for (let count = 1; count <= 40; count += 1) {
      show(alerts(count));
      await clock.advance(100);
    }
    await clock.advance(HOUR_MS);
    assert.deepEqual([posts.length, posts[0]?.count, posts[0]?.at], [1, 40, 5]);
    show(alerts(1));
    await clock.advance(HOUR_MS);
    assert.equal(posts.length, 2);
    assert.match(posts[1]?.line ?? '', /^-slot-1 .* -slot-39 \+slot-0$/);
  });

  it('are not sent if they end before they are', async (t) => {
    const { clock, lines, show } = group(t);
    show([alert(1)]);
    await clock.advance(4000);
    show([]);
    await clock.advance(HOUR_MS);
    assert.deepEqual(lines(), []);
    show([alert(2)]);
    await clock.advance(10_000);
    show([alert(2), alert(1)]);
    await clock.advance(4000);
    show([alert(2)]);
    await clock.advance(HOUR_MS);
    assert.deepEqual(lines(), ['+slot-2']);
  });

  it('are sent again after four hours while they fire', async (t) => {
    const { clock, posts, show } = group(t);
    show([alert(1)]);
    await clock.advance(9 * HOUR_MS);
    assert.deepEqual(
      posts.map(({ at }) => at),
      [5, 4 * 3600 + 5, 8 * 3600 + 5],
    );
    show([]);
    await clock.advance(9 * HOUR_MS);
    assert.deepEqual([posts.length, posts.at(-1)?.line], [4, '-slot-1']);
  });

  it('are sent as new if they have ended and begun again', async (t) => {
    const { clock, lines, show } = group(t);
    show([alert(1, 0)]);
    await clock.advance(10_000);
    show([alert(1, 8000)]);
    await clock.advance(10_000);
    assert.deepEqual(lines(), ['+slot-1', '+slot-1']);
  });

  it('are at most 100 in a post; the others follow, and what the receiver knows is left out first', async (t) => {
    const { clock, posts, show } = group(t);
    show(alerts(250));
    await clock.advance(60_000);
    assert.deepEqual(
      posts.map(({ at, count, truncated }) => [at, count, truncated]),
      [
        [5, 100, 150],
        [10, 100, 150],
        [15, 100, 150],
      ],
    );
    const told = posts.flatMap((post) => post.line.split(' '));
    assert.equal(new Set(told).size, 250);
    show([]);
    await clock.advance(60_000);
    assert.deepEqual(
      posts.slice(3).map(({ count, truncated }) => [count, truncated]),
      [
        [100, 150],
        [100, 50],
        [50, 0],
      ],
    );
  });
});

describe('a receiver that does not take alerts', () => {
  it('is tried again after 1, 2, 4 seconds and so on, at most a minute', async (t) => {
    const { clock, posts, results, show, answer } = group(t);
    answer(() => refused());
    show([alert(1)]);
    await clock.advance(250_000);
    assert.deepEqual(
      posts.map(({ at }) => at),
      [5, 6, 8, 12, 20, 36, 68, 128, 188, 248],
    );
    answer(() => DELIVERED);
    await clock.advance(60_000);
    assert.deepEqual([results.at(-2), results.at(-1)], ['HTTP status 503', null]);
    assert.equal(posts.length, 11);
  });

  it('is left alone for as long as it wants', async (t) => {
    const { clock, posts, show, answer } = group(t);
    answer(() => refused(120_000));
    show([alert(1)]);
    await clock.advance(130_000);
    assert.deepEqual(
      posts.map(({ at }) => at),
      [5, 125],
    );
  });

  it('gets the newest state in the end, and nothing of what it never heard of', async (t) => {
    const { clock, posts, results, show, answer } = group(t);
    answer(() => OUT_OF_REACH);
    for (let round = 0; round < 500; round += 1) {
      show([alert(round), alert(1000)]);
      await clock.advance(10_000);
    }
    answer(() => DELIVERED);
    await clock.advance(60_000);
    assert.equal(posts.at(-1)?.line, '+slot-1000 +slot-499');
    show([]);
    await clock.advance(HOUR_MS);
    assert.equal(posts.at(-1)?.line, '-slot-1000 -slot-499');
    assert.equal(results.at(-1), null);
  });

  it('is told the end of what it may have heard of', async (t) => {
    const { clock, lines, show, answer } = group(t);
    answer(() => refused());
    show([alert(1)]);
    await clock.advance(6000);
    show([]);
    answer(() => DELIVERED);
    await clock.advance(HOUR_MS);
    assert.equal(lines().at(-1), '-slot-1');
  });

  it('is not told more than 1000 ends', async (t) => {
    const { clock, posts, show, answer } = group(t);
    answer(() => refused());
    for (let round = 0; round < 30; round += 1) {
      show(alerts(100).map((one) => ({ ...one, key: `${one.key}/${round}` })));
      await clock.advance(60_000);
    }
    const failed = posts.length;
    show([]);
    answer(() => DELIVERED);
    await clock.advance(HOUR_MS);
    assert.equal(
      posts.slice(failed).reduce((sum, { count }) => sum + count, 0),
      1000,
    );
  });

  it('is not asked any more if there is nothing to tell', async (t) => {
    const { clock, posts, results, show, answer } = group(t);
    answer(() => OUT_OF_REACH);
    show([alert(1)]);
    await clock.advance(6000);
    show([]);
    await clock.advance(HOUR_MS);
    assert.deepEqual([posts.length, results.at(-1)], [2, null]);
  });

  it('gets an end that came while a post was under way', async (t) => {
    const { clock, lines, show, answer } = group(t);
    answer(async () => {
      await clock.sleep(3000);
      return DELIVERED;
    });
    show([alert(1)]);
    await clock.advance(6000);
    show([]);
    await clock.advance(HOUR_MS);
    assert.deepEqual(lines(), ['+slot-1', '-slot-1']);
  });
});
