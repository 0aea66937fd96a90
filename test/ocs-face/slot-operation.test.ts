import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Core } from '../../src/core/core.js';
import { REPLY_CODES } from '../../src/ocs/protocol.js';
import { startObservatory, WORDS } from '../core/observatory.js';
import { ADDRESS, lastMessage, messagesOf, slotsOf, startFace } from './harness.js';

const THREE = { slots: [{}, {}, {}] };
const NOISE = { duration: 10 };

describe('an operation of the OCS agent', () => {
  it('runs on all slots, and returns their sessions by stream id', async (t) => {
    const observatory = await startObservatory(t, THREE);
    const { clock, others, slots } = observatory;
    const face = await startFace(t, observatory);
    const session = await face.run('take_noise', NOISE);
    assert.equal(session.success, true);
    assert.equal(lastMessage(session), 'take_noise succeeded on 3 slots.');
    assert.deepEqual(Object.keys(slotsOf(session)), ['ufm_mv2', 'ufm_mv3', 'ufm_mv4']);
    for (const { address, streamId } of slots) {
      const own = await clock.settle(others.status(address, 'take_noise'), 'its own word');
      assert.deepEqual(slotsOf(session)[streamId], own.session);
    }
  });

  it('runs on the chosen slots only, one after the other in series', async (t) => {
    const observatory = await startObservatory(t, THREE);
    const face = await startFace(t, observatory);
    const session = await face.run('take_noise', {
      ...NOISE,
      stream_ids: ['ufm_mv4', 'ufm_mv2'],
      run_options: { max_concurrency: 1, settle_seconds: 5, min_slots: 2 },
    });
    assert.equal(session.success, true);
    const { ufm_mv2, ufm_mv3, ufm_mv4 } = slotsOf(session);
    assert.equal(ufm_mv3, undefined);
    assert.ok(ufm_mv2 && ufm_mv4);
    assert.ok(ufm_mv2.start_time >= (ufm_mv4.end_time ?? Number.POSITIVE_INFINITY) + 5);
  });

  it('fails with the name and the reason of the slot that failed', async (t) => {
    const observatory = await startObservatory(t, THREE);
    const face = await startFace(t, observatory);
    observatory.slots[0]?.failNext(
      'take_noise',
      'Traceback (most recent call last):\nRuntimeError: no signal',
    );
    const session = await face.run('take_noise', NOISE);
    assert.equal(session.success, false);
    assert.equal(
      lastMessage(session),
      'take_noise did not succeed on 1 of 3 slots. ufm_mv2: FAILED, RuntimeError: no signal.',
    );
    assert.deepEqual(
      Object.values(slotsOf(session)).map(({ success }) => success),
      [false, true, true],
    );
  });

  it('shows the sessions of the slots while they run, and names them and its run at the start', async (t) => {
    const observatory = await startObservatory(t, THREE);
    const { clock, core } = observatory;
    const face = await startFace(t, observatory);
    await face.start('take_noise', { duration: 60 });
    const session = await clock.until(async () => {
      const seen = await face.status('take_noise');
      const shown = seen ? Object.values(slotsOf(seen)) : [];
      return shown.length === 3 && shown.every(({ status }) => status === 'running') ? seen : null;
    }, 'all slots are shown');
    assert.equal(session.status, 'running');
    const [run] = core.runs.open;
    assert.deepEqual(messagesOf(session), [`Run ${run?.id} on ufm_mv2, ufm_mv3, ufm_mv4.`]);
  });

  it('says at the start and at the end which slots were skipped', async (t) => {
    const observatory = await startObservatory(t, THREE);
    const { clock, core, slots } = observatory;
    const face = await startFace(t, observatory);
    await core.marks.record(slots[1]?.address ?? '', {
      ...{ runId: 'earlier', operation: 'take_iv', status: 'TIMED_OUT' },
      ...{ since: clock.now(), sessionId: null },
    });
    const session = await face.run('take_noise', NOISE);
    const leftOut = 'Commanded 2 of 3 slots; skipped ufm_mv3: outcome of take_iv unknown.';
    const [first, last] = messagesOf(session);
    assert.match(first ?? '', / on ufm_mv2, ufm_mv4\. /);
    assert.ok(first?.endsWith(leftOut), first);
    assert.equal(last, `${leftOut} take_noise succeeded on 2 slots.`);
  });

  it('suggests force in the terms of OCS, and accepts it', async (t) => {
    const observatory = await startObservatory(t);
    const { clock, core, slots } = observatory;
    const face = await startFace(t, observatory);
    await core.marks.record(slots[0]?.address ?? '', {
      ...{ runId: 'earlier', operation: 'take_iv', status: 'LOST' },
      ...{ since: clock.now(), sessionId: null },
    });
    const stream_ids = ['ufm_mv2'];
    const { code, message } = await face.start('take_noise', { ...NOISE, stream_ids });
    assert.equal(code, REPLY_CODES.ERROR);
    assert.match(message, /repeat the request with run_options=\{'force': True\}\.$/);
    const forced = await face.run('take_noise', { ...NOISE, stream_ids, run_options: { force: true } });
    assert.equal(forced.success, true);
  });

  describe('is rejected before anything starts', () => {
    const rejected: readonly [string, Record<string, unknown>, RegExp][] = [
      [
        'for an unknown stream id',
        { stream_ids: ['ufm_none'] },
        /^No slot is named ufm_none\. Known slots: ufm_mv2, ufm_mv3, ufm_mv4\.$/,
      ],
      ['for an empty list', { stream_ids: [] }, /^stream_ids is an empty list and selects no slot/],
      [
        'for a stream id that is no list',
        { stream_ids: 'ufm_mv2' },
        /^stream_ids must be a list of stream ids or instance ids, but got "ufm_mv2"\.$/,
      ],
      ['for more slots than there are', { run_options: { min_slots: 9 } }, /^Only 3 slots can be commanded/],
      ['for an unknown option', { run_options: { hurry: true } }, /^run_options has no member hurry\./],
    ];
    for (const [what, params, wanted] of rejected) {
      it(what, async (t) => {
        const observatory = await startObservatory(t, THREE);
        const face = await startFace(t, observatory);
        const { code, message, session } = await face.start('take_noise', params);
        assert.equal(code, REPLY_CODES.ERROR);
        assert.match(message, wanted);
        assert.equal(session, null);
        assert.equal(observatory.count('start', 'take_noise'), 0);
        assert.deepEqual((await observatory.core.runs.list({}, { first: 1 })).runs, []);
      });
    }

    it('while it is in progress', async (t) => {
      const observatory = await startObservatory(t);
      const { clock, others } = observatory;
      const face = await startFace(t, observatory);
      await face.start('take_noise', NOISE);
      const again = await face.start('take_noise', NOISE);
      assert.equal(again.code, REPLY_CODES.ERROR);
      assert.equal(again.message, 'Operation "take_noise" already in progress.');
      assert.notEqual(again.session?.status, 'done');
      const late = await clock.settle(others.wait(ADDRESS, 'take_noise', 0.05), 'a wait');
      assert.equal(late.code, REPLY_CODES.TIMEOUT);
      await face.end('take_noise');
      assert.equal((await face.run('take_noise', NOISE)).success, true);
    });
  });

  it('that is sent again under its request id follows the same run, and starts nothing again', async (t) => {
    const observatory = await startObservatory(t, { slots: [{}, {}] });
    const face = await startFace(t, observatory);
    const params = { ...NOISE, run_options: { request_id: 'night-1' } };
    const first = await face.run('take_noise', params);
    const again = await face.run('take_noise', params);
    assert.deepEqual([again.success, again.data], [true, first.data]);
    assert.equal(observatory.count('start', 'take_noise'), 2, 'one for each slot');
  });

  it('must name its slots with --explicit-slots, and reports that in the terms of OCS', async (t) => {
    const observatory = await startObservatory(t, { slots: [{}, {}], explicitSlots: true });
    const face = await startFace(t, observatory);
    const { message } = await face.start('all_off');
    assert.match(message, /stream_ids is missing.*use stream_ids=\['all'\]/);
    assert.equal((await face.run('all_off', { stream_ids: 'all' })).success, true);
  });

  it('is not blocked by runs of the other interface, and does not block them', async (t) => {
    const observatory = await startObservatory(t, THREE);
    const face = await startFace(t, observatory);
    const theirs = await observatory.start('take_noise', {
      streamIds: ['ufm_mv2'],
      params: { duration: 100 },
    });
    const session = await face.run('take_noise', { ...NOISE, stream_ids: ['ufm_mv3'] });
    assert.equal(session.success, true);
    assert.equal((await observatory.end(theirs)).status, 'SUCCEEDED');
  });

  it('sees an end that comes right after the answer to its start', async (t) => {
    const observatory = await startObservatory(t);
    const { core } = observatory;
    const { runs } = core;
    const late: Core = {
      ...core,
      runs: {
        ...runs,
        async start(request) {
          const begun = await runs.start(request);
          await runs.waitFor(begun.id, 'FINISHED', 600);
          return begun;
        },
      },
    };
    const face = await startFace(t, { ...observatory, core: late });
    const session = await face.run('take_noise', NOISE);
    assert.equal(session.success, true);
    assert.equal(slotsOf(session)['ufm_mv2']?.status, 'done');
  });

  it('that stop_all stops while it waits for its grant starts nothing, and gives the grant back', async (t) => {
    const grants = [{ default: true, cred_level: 1, lockout_levels: [1, 2, 3] }];
    const observatory = await startObservatory(t, { director: { blocks: [{ name: 'night', grants }] } });
    const { clock, core, count, slots } = observatory;
    const director = observatory.director();
    const face = await startFace(t, observatory);
    const ended = face.run('stream', { run_options: { exclusive: { grant: 'night' } } });
    await clock.until(() => director.holders['night'], 'it waits until the slots know the grant');
    await clock.settle(
      core.runs.stopAll({ via: 'GRAPHQL', requestedBy: null, streamIds: null, words: WORDS }, 5),
      'everything is stopped',
    );
    const session = await ended;
    assert.equal(session.success, false);
    assert.match(JSON.stringify(session.messages), /ufm_mv2: NOT_STARTED/);
    assert.equal(count('start', 'stream'), 0);
    assert.equal(slots[0]?.session('stream'), undefined);
    await clock.until(() => Object.keys(director.holders).length === 0, 'it is given back');
  });

  it('that is stopped while it waits for its grant begins no run, and gives the grant back', async (t) => {
    const grants = [{ default: true, cred_level: 1, lockout_levels: [1, 2, 3] }];
    const observatory = await startObservatory(t, { director: { blocks: [{ name: 'night', grants }] } });
    const { clock, core, count } = observatory;
    const director = observatory.director();
    const face = await startFace(t, observatory);
    const ended = face.run('stream', { run_options: { exclusive: { grant: 'night' } } });
    await clock.until(() => director.holders['night'], 'it waits until the slots know the grant');
    await face.stop('stream');
    const session = await ended;
    assert.match(JSON.stringify(session.messages), /Stopped before anything was started/);
    assert.equal(count('start', 'stream'), 0);
    assert.deepEqual(
      core.runs.open.filter(({ action }) => action === 'RUN'),
      [],
    );
    await clock.until(() => Object.keys(director.holders).length === 0, 'it is given back');
  });
});
