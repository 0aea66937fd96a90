import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRunMessages } from '../../src/ocs-face/run-messages.js';
import { run, runSlot } from '../core/fixtures.js';
import { startObservatory } from '../core/observatory.js';
import { messagesOf, startFace } from './harness.js';

describe('the messages of a session', () => {
  it('name the run and its slots once, by instance id if the stream id is not known', () => {
    const messages = createRunMessages('task');
    const slots = [runSlot('RUNNING', 2), runSlot('RUNNING', 3, { streamId: null })];
    assert.deepEqual(messages.of(run([], { slots })), ['Run a-run on ufm_mv2, pysmurf-controller-s3.']);
    assert.deepEqual(messages.of(run([], { slots })), []);
  });

  it('report once for each hold which slot holds the run, why, and what to do', () => {
    const messages = createRunMessages('task');
    const message =
      'Not finished after 60 s. The operation may still be running: check the sessions of the slot.';
    const slots = [runSlot('TIMED_OUT', 2, { message }), runSlot('PENDING', 3)];
    messages.of(run([], { slots }));
    const [held, ...more] = messages.of(run([], { slots, heldBy: 0 }));
    assert.deepEqual(more, []);
    for (const part of [
      `ufm_mv2 is TIMED_OUT: ${message}`,
      "acknowledge(stream_ids=['ufm_mv2'])",
      "resume_run(run_id='a-run')",
      'abort take_noise',
    ]) {
      assert.ok(held?.includes(part), `${part} in ${held}`);
    }
    assert.deepEqual(messages.of(run([], { slots, heldBy: 0 })), []);
    assert.deepEqual(messages.of(run([], { slots })), []);
    assert.equal(messages.of(run([], { slots, heldBy: 0 })).length, 1, 'another hold');
  });

  it('report a series that is held by a silent slot, and the slots that were not started', async (t) => {
    const observatory = await startObservatory(t, { slots: [{}, {}], holdSeconds: 300, lostSeconds: 30 });
    const { clock, slots } = observatory;
    const face = await startFace(t, observatory);
    await face.start('take_noise', { duration: 60, run_options: { max_concurrency: 1 } });
    await clock.until(() => slots[0]?.session('take_noise')?.status === 'running', 'it runs');
    const silence = slots[0]?.fault({ kind: 'silent' });
    const session = await face.said('take_noise', /^The run is held: ufm_mv2 is LOST: No heartbeat since /);
    assert.equal(session.status, 'running');
    const ended = await face.end('take_noise');
    assert.equal(messagesOf(ended).filter((text) => text.startsWith('The run is held: ')).length, 1);
    assert.match(messagesOf(ended).at(-1) ?? '', /ufm_mv3: NOT_STARTED, Not started: ufm_mv2 was LOST/);
    silence?.close();
  });
});
