import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Run } from '../../../src/core/runs/run.js';
import type { RunStore } from '../../../src/core/runs/run-store.js';
import { createMemoryRunStore } from '../../../src/storage/memory-run-store.js';
import { crowds, slotOf, spans, startObservatory, statuses } from '../observatory.js';

const SHORT = { duration: 10 };
const FIVE = { slots: [{}, {}, {}, {}, {}] };

/** Whether a later batch began only after every slot of the earlier ones had ended, at least `seconds` before. */
function assertOneAfterTheOther(run: Run, seconds = 0): void {
  const all = spans(run);
  let begin = 0;
  for (const size of run.batches ?? []) {
    const earlier = all.slice(0, begin).map(({ end }) => end);
    for (const { start } of all.slice(begin, begin + size)) {
      assert.ok(
        start >= Math.max(0, ...earlier) + seconds,
        `a slot of the batch from ${begin} began too early`,
      );
    }
    begin += size;
  }
  assert.equal(begin, all.length);
}

describe('batches', () => {
  it('run one after the other, and the last entry repeats', async (t) => {
    const { start, end } = await startObservatory(t, FIVE);
    const run = await end(await start('take_noise', { params: SHORT, batches: [1, '40%'] }));
    assert.deepEqual([run.status, run.batches, run.maxErrors], ['SUCCEEDED', [1, 2, 2], 0]);
    assertOneAfterTheOther(run);
    const [, second, third] = spans(run);
    assert.ok(second && third && third.start < second.end, 'the slots of a batch run at the same time');
  });

  it('wait for the settling time, and keep to the window', async (t) => {
    const { start, end } = await startObservatory(t, FIVE);
    const request = { params: SHORT, batches: [1, '100%'], maxConcurrency: 2, settleSeconds: 20 };
    const run = await end(await start('take_noise', request));
    assertOneAfterTheOther(run, 20);
    assert.ok(Math.max(...crowds(run)) <= 2);
  });

  it('do not continue after a failure: the slots that run are left to finish', async (t) => {
    const { slots, start, end } = await startObservatory(t, FIVE);
    slots[1]?.failNext('take_noise', 'no tones');
    const run = await end(await start('take_noise', { params: SHORT, batches: [2, '100%'] }));
    assert.deepEqual(statuses(run), ['SUCCEEDED', 'FAILED', 'NOT_STARTED', 'NOT_STARTED', 'NOT_STARTED']);
    assert.equal(slotOf(run, 2).message, 'Not started: 1 slot did not succeed, and this run allows 0.');
  });

  it('continue when a process is ready, which then goes on', async (t) => {
    const { start, runWhere } = await startObservatory(t, FIVE);
    const begun = await start('stream', { batches: [1, '100%'] });
    const run = await runWhere(
      begun,
      (one) => statuses(one).every((status) => status === 'READY'),
      'all stream',
    );
    const sent = run.slots.map(({ sentAt }) => Number(sentAt));
    assert.ok(sent.slice(1).every((time) => time > Number(sent[0])));
  });

  it('continue after a restart with the next batch', async (t) => {
    const site = await startObservatory(t, FIVE);
    const begun = await site.start('take_noise', { params: SHORT, batches: [1, 2] });
    await site.runWhere(begun, (run) => slotOf(run, 1).status === 'RUNNING', 'the second batch runs');
    const core = await site.restart();
    const run = await site.clock.until(async () => {
      const now = await core.runs.get(begun.id);
      return now?.endTime ? now : null;
    }, 'the run has ended');
    assert.deepEqual([run.status, site.count('start', 'take_noise')], ['SUCCEEDED', 5]);
    assertOneAfterTheOther(run);
  });
});

describe('the maximum number of errors', () => {
  it('ends a run with a window when more slots did not succeed', async (t) => {
    const { slots, start, end } = await startObservatory(t, FIVE);
    for (const slot of slots.slice(0, 3)) slot.failNext('take_noise', 'no tones');
    const run = await end(await start('take_noise', { params: SHORT, maxConcurrency: 1, maxErrors: '20%' }));
    assert.equal(run.maxErrors, 1);
    assert.deepEqual(statuses(run), ['FAILED', 'FAILED', 'NOT_STARTED', 'NOT_STARTED', 'NOT_STARTED']);
  });

  it('can be 0, and is unlimited by default', async (t) => {
    const { slots, start, end } = await startObservatory(t, FIVE);
    for (const [maxErrors, expected] of [
      [0, 'NOT_STARTED'],
      [undefined, 'SUCCEEDED'],
    ] as const) {
      slots[0]?.failNext('take_noise', 'no tones');
      const run = await end(await start('take_noise', { params: SHORT, maxConcurrency: 1, maxErrors }));
      assert.equal(slotOf(run, 1).status, expected);
    }
  });

  it('is rejected if all slots start at the same time, or if it is not a number of slots', async (t) => {
    const { start } = await startObservatory(t);
    const rejected = async (request: object, message: RegExp) =>
      await assert.rejects(async () => await start('take_noise', request), {
        code: 'BAD_USER_INPUT',
        message,
      });
    await rejected({ maxErrors: 1 }, /^maxErrors requires maxConcurrency or batches: /);
    await rejected({ maxErrors: -1, batches: [1] }, /^maxErrors must be a number of slots \(0 or more\)/);
    await rejected({ batches: [] }, /^batches must be a list of numbers of slots/);
    await rejected({ batches: [0] }, /^batches must be a list of numbers of slots/);
    await rejected({ settleSeconds: 1 }, /^settleSeconds requires maxConcurrency or batches: /);
  });
});

describe('a paused run', () => {
  it('starts no further slot until it is resumed, and what runs goes on', async (t) => {
    const { core, clock, start, end, runWhere } = await startObservatory(t, FIVE);
    const begun = await start('take_noise', { params: SHORT, maxConcurrency: 1 });
    await runWhere(begun, (run) => slotOf(run).status === 'RUNNING', 'the first slot runs');
    const paused = await core.runs.pause(begun.id);
    assert.ok(paused.pausedAt);
    await clock.advance(600_000);
    const later = await runWhere(begun, () => true, 'the run');
    assert.deepEqual(statuses(later), ['SUCCEEDED', 'PENDING', 'PENDING', 'PENDING', 'PENDING']);
    assert.equal((await core.runs.resume(begun.id)).pausedAt, null);
    assert.equal((await end(begun)).status, 'SUCCEEDED');
  });

  it('starts nothing on a slot that had its turn, but waited to be heard', async (t) => {
    let isMute = false;
    const slots = [{}, { isMute: () => isMute }];
    const { core, clock, link, start, end, runWhere, count } = await startObservatory(t, { slots });
    const begun = await start('take_noise', { params: SHORT, maxConcurrency: 1 });
    await runWhere(begun, (run) => slotOf(run).status === 'RUNNING', 'the first slot runs');
    isMute = true;
    link.drop();
    link.restore();
    await runWhere(begun, (run) => slotOf(run).status === 'SUCCEEDED', 'the turn of the second slot');
    await clock.advance(1000);
    await clock.settle(core.runs.pause(begun.id), 'it is paused');
    isMute = false;
    await clock.advance(60_000);
    assert.equal(count('start', 'take_noise'), 1);
    await clock.settle(core.runs.resume(begun.id), 'it is resumed');
    assert.equal((await end(begun)).status, 'SUCCEEDED');
  });

  it('is stored as paused before a client is told that it is', async (t) => {
    const stored: string[] = [];
    const memory = createMemoryRunStore();
    const append: RunStore['append'] = async (changes) => {
      await site.clock.sleep(1000);
      stored.push(...changes.map(({ event }) => event.type));
      return await memory.append(changes);
    };
    const site = await startObservatory(t, { slots: [{}, {}], store: { ...memory, append } });
    const begun = await site.start('take_noise', { params: SHORT, maxConcurrency: 1 });
    await site.clock.settle(site.core.runs.pause(begun.id), 'it is paused');
    assert.equal(stored.at(-1), 'PAUSED');
    await site.clock.settle(site.core.runs.resume(begun.id), 'it is resumed');
    assert.ok(stored.includes('UNPAUSED'));
  });

  it('reports that the pause is in effect, but not stored, if the store fails', async (t) => {
    const memory = createMemoryRunStore();
    const broken = { isBroken: false };
    const append: RunStore['append'] = async (changes) => {
      if (broken.isBroken) throw new Error('the disk is full');
      return await memory.append(changes);
    };
    const site = await startObservatory(t, { slots: [{}, {}], store: { ...memory, append } });
    const begun = await site.start('take_noise', { params: SHORT, maxConcurrency: 1 });
    await site.runWhere(begun, (run) => slotOf(run).status === 'RUNNING', 'the first slot runs');
    broken.isBroken = true;
    await assert.rejects(site.core.runs.pause(begun.id), /is paused, but this is not stored/);
    await site.clock.advance(60_000);
    assert.equal(site.count('start', 'take_noise'), 1);
    await assert.rejects(site.core.runs.resume(begun.id), /continues, but this is not stored/);
    assert.equal((await site.core.runs.get(begun.id))?.pausedAt, null);
  });

  it('is still paused after a restart', async (t) => {
    const site = await startObservatory(t, FIVE);
    const begun = await site.start('take_noise', { params: SHORT, maxConcurrency: 1 });
    await site.runWhere(begun, (run) => slotOf(run).status === 'RUNNING', 'the first slot runs');
    await site.core.runs.pause(begun.id);
    const core = await site.restart();
    await site.clock.advance(600_000);
    assert.equal(site.count('start', 'take_noise'), 1);
    await core.runs.resume(begun.id);
    await site.clock.until(async () => (await core.runs.get(begun.id))?.endTime, 'the run has ended');
    assert.equal(site.count('start', 'take_noise'), 5);
  });

  it('is not paused any more when it is cancelled, even if what runs goes on', async (t) => {
    const { core, clock, start, runWhere } = await startObservatory(t, FIVE);
    const begun = await start('take_noise', { params: { duration: 300 }, maxConcurrency: 1 });
    await runWhere(begun, (run) => slotOf(run).status === 'RUNNING', 'the first slot runs');
    await core.runs.pause(begun.id);
    await clock.settle(core.runs.cancel(begun.id), 'it is cancelled');
    const run = await runWhere(begun, ({ pausedAt }) => pausedAt === null, 'it is not paused');
    assert.equal(run.endTime, null);
    assert.deepEqual(new Set(statuses(run).slice(1)), new Set(['NOT_STARTED']));
  });

  it('is not changed if no slot waits for its turn', async (t) => {
    const { core, start, runWhere } = await startObservatory(t);
    const begun = await start('take_noise', { params: SHORT });
    await runWhere(begun, (run) => slotOf(run).status === 'RUNNING', 'it runs');
    assert.equal((await core.runs.pause(begun.id)).pausedAt, null);
  });
});
