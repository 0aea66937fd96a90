import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { followRuns } from '../../../src/core/runs/follow-run.js';
import type { Run } from '../../../src/core/runs/run.js';
import { createTopic } from '../../../src/lib/topic.js';
import { run } from '../fixtures.js';

const at = (revision: number, change: Partial<Run> = {}): Run => ({
  ...run(['RUNNING']),
  revision,
  ...change,
});
const ENDED = { status: 'SUCCEEDED', endTime: new Date() } as const;

function start() {
  const runs = createTopic<Run>((error) => {
    throw error;
  });
  const follow = (read: () => Promise<Run>, signal?: AbortSignal) =>
    followRuns({ runs }, 'a-run', read, signal);
  return { runs, follow };
}

async function revisions(followed: AsyncIterable<Run>): Promise<number[]> {
  const seen: number[] = [];
  for await (const { revision } of followed) seen.push(revision);
  return seen;
}

describe('following a run', () => {
  it('misses no event while it reads, and never shows an old state after a new one', async () => {
    const { runs, follow } = start();
    const followed = follow(async () => {
      // The run ends while the store is being read; the store returns the state before.
      runs.emit(at(6, ENDED));
      return at(5);
    });
    assert.deepEqual(await revisions(followed), [5, 6]);
    const late = follow(async () => {
      // And here it answers with more than what is reported meanwhile.
      runs.emit(at(4));
      setImmediate(() => runs.emit(at(6, ENDED)));
      return at(5);
    });
    assert.deepEqual(await revisions(late), [5, 6]);
    assert.equal(runs.listenerCount, 0);
  });

  it('of a run that has ended returns only its end', async () => {
    const { runs, follow } = start();
    assert.deepEqual(await revisions(follow(async () => at(9, ENDED))), [9]);
    assert.equal(runs.listenerCount, 0);
  });

  it('releases everything when the reader leaves, and when the signal aborts', async () => {
    const { runs, follow } = start();
    for await (const _run of follow(async () => at(1))) break;
    assert.equal(runs.listenerCount, 0);
    const leaving = new AbortController();
    const rest = revisions(follow(async () => at(1), leaving.signal));
    setImmediate(() => leaving.abort());
    assert.deepEqual(await rest, [1]);
    assert.equal(runs.listenerCount, 0);
  });

  it('rejects with the error of the read', async () => {
    const { runs, follow } = start();
    await assert.rejects(revisions(follow(() => Promise.reject(new Error('no such run')))), /no such run/);
    assert.equal(runs.listenerCount, 0);
  });
});
