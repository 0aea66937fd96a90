import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { RequestError } from '../../../src/core/errors.js';
import { type Run, runSuccess } from '../../../src/core/runs/run.js';
import { parseStartRequest } from '../../../src/core/runs/run-request.js';
import { createMemoryRunStore } from '../../../src/storage/memory-run-store.js';
import { slotOf, startObservatory, statuses, type Tamper, tamperWith, WORDS } from '../observatory.js';

const SCRIPT = { script: '/data/scripts/map.py' };
const LONG = { duration: 300 };
const TWO = { slots: [{}, {}] };
const THREE = { slots: [{}, {}, {}] };

const never = () => new Promise(() => {});

/** A slot that does not describe its operations while it is hidden. It runs take_noise, which will fail. */
async function startUndescribed(t: TestContext, isHidden: () => boolean) {
  const tamper: Tamper = (handler, procedure) => (args, kwargs) => {
    if (isHidden() && !procedure.endsWith('.ops')) throw new Error('get_api does not work');
    return handler(args, kwargs);
  };
  const observatory = await startObservatory(t, { slots: [{ tamper }], early: true });
  const { core, clock, slots, start, runWhere } = observatory;
  await clock.until(() => core.registry.scan.isDone && core.registry.slots.length > 0, 'it is known');
  slots[0]?.failNext('take_noise', 'no tones');
  const streamIds = ['pysmurf-controller-s2'];
  const noise = await start('take_noise', { streamIds, params: { duration: 30 } });
  await runWhere(noise, (run) => statuses(run)[0] === 'RUNNING', 'it runs');
  return { ...observatory, noise };
}

describe('a stop', () => {
  it('of an operation that does not run succeeds, and reports that', async (t) => {
    const { stop, end } = await startObservatory(t);
    const run = await end(stop('stream'));
    assert.deepEqual(
      [run.status, run.params, slotOf(run).message],
      ['SUCCEEDED', null, 'stream was not running.'],
    );
  });

  it('does not let a run start that is still being stored', async (t) => {
    const memory = createMemoryRunStore();
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const create = (run: Run) =>
      run.action === 'RUN' ? gate.then(() => memory.create(run)) : memory.create(run);
    const observatory = await startObservatory(t, { slots: [{}, {}], store: { ...memory, create } });
    const { clock, core, stop, end, count } = observatory;
    const request = {
      operation: 'stream',
      streamIds: null,
      requestedBy: null,
      via: 'GRAPHQL',
      words: WORDS,
    } as const;
    const starting = core.runs.start(parseStartRequest(request));
    await clock.advance(100);
    stop('stream', ['ufm_mv2']);
    await clock.advance(100);
    open();
    const begun = await clock.settle(starting, 'the run is stored');
    await clock.settle(core.runs.waitFor(begun.id, 'READY', 60), 'data flow on the other slot');
    stop('stream');
    assert.deepEqual(statuses(await end(begun)), ['NOT_STARTED', 'SUCCEEDED']);
    assert.equal(count('start', 'stream'), 1);
  });

  it('of a slot whose agent restarted during an outage is followed to its end', async (t) => {
    const { clock, link, slots, stop, others, runWhere } = await startObservatory(t);
    const [slot] = slots;
    assert.ok(slot);
    await clock.advance(5000);
    link.drop();
    await clock.settle(slot.restart(), 'the agent is back');
    await clock.advance(1000);
    await clock.settle(others.start(slot.address, 'stream', {}), 'the new agent starts a stream');
    await clock.until(() => slot.session('stream')?.data['stream_on'], 'data flow');
    const run = stop('stream');
    link.restore();
    await runWhere(run, (one) => one.endTime !== null, 'the stop has ended');
    assert.equal(slot.session('stream')?.status, 'done', 'not before the stream');
  });

  it('never rejects a name: each slot is tried and gets its outcome', async (t) => {
    const { clock, slots, stop, end, others } = await startObservatory(t, TWO);
    const [alive, gone] = slots;
    assert.ok(alive && gone);
    await clock.settle(others.start(alive.address, 'stream', {}), 'stream starts');
    await clock.until(() => alive.session('stream')?.data['stream_on'], 'data flow');
    await clock.settle(gone.crash(), 'the agent is gone');
    const run = await end(stop('stream', [alive.streamId, gone.streamId, 'nobody']));
    assert.equal(run.status, 'FAILED');
    const outcomes = Object.fromEntries(run.slots.map((slot) => [slot.instanceId, slot]));
    assert.equal(outcomes[alive.instanceId]?.status, 'SUCCEEDED');
    assert.equal(outcomes[alive.instanceId]?.record?.session.status, 'done');
    assert.equal(outcomes[gone.instanceId]?.status, 'UNREACHABLE');
    assert.match(outcomes[gone.instanceId]?.message ?? '', /could not be reached/);
    assert.equal(outcomes['nobody']?.status, 'UNKNOWN');
    assert.match(outcomes['nobody']?.message ?? '', /No slot is named nobody/);
    assert.equal(alive.hardware.stream.open, false);
  });

  it('is sent to both slots if a name means two', async (t) => {
    const { stop, end } = await startObservatory(t, {
      slots: [{ streamId: 'ufm_mv7' }, { streamId: 'ufm_mv7' }],
    });
    const run = await end(stop('stream', ['ufm_mv7']));
    assert.equal(run.slots.length, 2);
  });

  it('of unknown names is a run that has ended', async (t) => {
    const { clock, stop, core } = await startObservatory(t);
    const run = stop('stream', ['nobody']);
    assert.deepEqual([run.status, ...statuses(run)], ['FAILED', 'UNKNOWN']);
    const kept = await clock.until(() => core.runs.get(run.id), 'it is stored');
    assert.equal(kept.status, 'FAILED');
  });

  it('of a task is rejected for the slot, without a call to the agent', async (t) => {
    const { start, stop, end, count } = await startObservatory(t);
    const noise = await start('take_noise', { params: LONG });
    const run = await end(stop('take_noise'));
    assert.deepEqual(statuses(run), ['REJECTED']);
    assert.match(slotOf(run).message ?? '', /take_noise is a task/);
    assert.equal(count('stop', 'take_noise'), 0);
    assert.equal((await end(noise)).status, 'SUCCEEDED');
  });

  it('of an operation that the agent does not have is rejected with the message of the agent', async (t) => {
    const { stop, end } = await startObservatory(t);
    const run = await end(stop('make_coffee'));
    assert.deepEqual(statuses(run), ['REJECTED']);
    assert.match(slotOf(run).message ?? '', /make_coffee/);
  });

  it('is sent at once, even if another call hangs', async (t) => {
    const tamper = tamperWith('status', never);
    const { clock, slots, stop, others, count } = await startObservatory(t, { slots: [{ tamper }] });
    const [slot] = slots;
    assert.ok(slot);
    await clock.settle(others.start(slot.address, 'stream', {}), 'stream starts');
    stop('stream');
    await clock.advance(10);
    assert.equal(count('stop', 'stream'), 1);
    assert.equal(slot.session('stream')?.status, 'stopping');
  });

  it('before the first connection reports that there is no connection', async (t) => {
    const { realm, stop, clock } = await startObservatory(t, { slots: [], early: true });
    realm.down();
    await clock.advance(10);
    assert.throws(
      () => stop('stream'),
      (error) => error instanceof RequestError && error.code === 'NOT_CONNECTED',
    );
  });

  it('that cannot be sent reports that, and is sent as soon as the connection is back', async (t) => {
    const { clock, slots, link, start, stop, end, core, runWhere } = await startObservatory(t);
    const streaming = await start('stream');
    await clock.settle(core.runs.waitFor(streaming.id, 'READY', 60), 'data flow');
    link.drop();
    await clock.advance(100);
    const begun = stop('stream');
    const waiting = await runWhere(begun, (run) => slotOf(run).message !== null, 'it says why it waits');
    assert.match(slotOf(waiting).message ?? '', /The stop will be sent after reconnection/);
    assert.equal(slots[0]?.session('stream')?.status, 'running');
    link.restore();
    const run = await end(begun);
    assert.deepEqual([run.status, slotOf(run).message], ['SUCCEEDED', null]);
    assert.equal(slots[0]?.session('stream')?.status, 'done');
  });
});

describe('a connection that is closed for good', () => {
  it('ends the waiting of a stop, without an endless loop', async (t) => {
    const { clock, link, start, stop, core, runWhere } = await startObservatory(t);
    const streaming = await start('stream');
    await clock.settle(core.runs.waitFor(streaming.id, 'READY', 60), 'data flow');
    link.drop();
    await clock.advance(100);
    await runWhere(stop('stream'), (run) => slotOf(run).message !== null, 'it waits for the link');
    await link.close();
    await clock.advance(10_000);
    assert.equal(core.runs.open.length, 2);
  });
});

describe('an abort', () => {
  it('of a task that cannot be aborted is rejected, even if the agent accepts it', async (t) => {
    const { start, abort, end, count } = await startObservatory(t);
    const noise = await start('take_noise', { params: LONG });
    const run = await end(abort('take_noise'));
    assert.deepEqual([run.action, ...statuses(run)], ['ABORT', 'REJECTED']);
    assert.match(slotOf(run).message ?? '', /cannot abort take_noise/);
    assert.equal(count('abort', 'take_noise'), 0);
    assert.equal((await end(noise)).status, 'SUCCEEDED');
  });

  it('reports at once which slots continue, and that the others were not running', async (t) => {
    const { clock, core, start, abort } = await startObservatory(t, THREE);
    const noise = await start('take_noise', { streamIds: ['ufm_mv3'], params: LONG });
    await clock.settle(core.runs.waitFor(noise.id, 'STARTED', 20), 'it runs');
    const run = abort('take_noise');
    assert.deepEqual(
      run.slots.map(({ status, message }) => [status, message]),
      [
        ['SUCCEEDED', 'take_noise was not running.'],
        ['REJECTED', 'The agent cannot abort take_noise: it continues until it ends by itself.'],
        ['SUCCEEDED', 'take_noise was not running.'],
      ],
    );
  });

  it('is sent to a silent slot, and its answer counts', async (t) => {
    const isMute = [false, false];
    const { clock, core, others, slots, abort, end } = await startObservatory(t, {
      slots: isMute.map((_, index) => ({ isMute: () => isMute[index] === true })),
    });
    isMute.fill(true);
    await clock.until(() => core.registry.slots.every(({ expired }) => expired), 'both have expired');
    await clock.settle(others.start(slots[1]?.address ?? '', 'take_noise', LONG), 'it begins unheard');
    const run = await end(abort('take_noise', ['ufm_mv2', 'ufm_mv3']));
    assert.deepEqual(statuses(run), ['SUCCEEDED', 'REJECTED']);
  });

  it('asks the agent if the last heartbeat is old, though the slot has not expired', async (t) => {
    let isMute = false;
    const { clock, others, slots, abort, end } = await startObservatory(t, {
      slots: [{ isMute: () => isMute }],
    });
    isMute = true;
    await clock.settle(others.start(slots[0]?.address ?? '', 'take_noise', LONG), 'it begins unheard');
    await clock.advance(5000);
    assert.deepEqual(statuses(await end(abort('take_noise'))), ['REJECTED']);
  });

  it('that an agent accepts but cannot execute has no effect, also if that was not known when it was sent', async (t) => {
    let isHidden = true;
    const { noise, cancel, abort, end } = await startUndescribed(t, () => isHidden);
    const aborting = abort('take_noise', ['pysmurf-controller-s2']);
    await cancel(noise);
    isHidden = false;
    assert.deepEqual(statuses(await end(noise)), ['FAILED']);
    assert.match(
      slotOf(await end(aborting)).message ?? '',
      /^The abort had no effect: .* without success\.$/,
    );
  });

  it('of a slot whose agent is gone is not a success', async (t) => {
    const { clock, core, slots, abort, end } = await startObservatory(t);
    await clock.settle(slots[0]?.crash() ?? Promise.resolve(), 'the agent is gone');
    await clock.until(() => core.registry.slots[0]?.expired, 'it has expired');
    const run = await end(abort('take_noise', ['ufm_mv2']));
    assert.deepEqual(statuses(run), ['UNREACHABLE']);
    assert.match(slotOf(run).message ?? '', /^It is not known whether take_noise is running: /);
  });

  it('of a process is rejected: stop it', async (t) => {
    const { abort, end } = await startObservatory(t);
    assert.match(slotOf(await end(abort('stream'))).message ?? '', /is a process: use stop, not abort/);
  });

  it('of run ends its script by the task abort', async (t) => {
    const { clock, start, abort, end, core, count } = await startObservatory(t);
    const script = await start('run', { params: SCRIPT });
    await clock.settle(core.runs.waitFor(script.id, 'STARTED', 20), 'the script runs');
    const run = await end(abort('run'));
    assert.deepEqual([run.status, ...statuses(run)], ['SUCCEEDED', 'SUCCEEDED']);
    assert.deepEqual([count('start', 'abort'), count('abort', 'run')], [1, 0]);
    const killed = await end(script);
    assert.deepEqual(statuses(killed), ['FAILED']);
    assert.match(slotOf(killed).message ?? '', /exit code None/);
  });

  it('whose task abort fails has no effect: the script runs to its end', async (t) => {
    const { clock, slots, start, abort, end, core } = await startObservatory(t);
    slots[0]?.fault({ kind: 'raise', operation: 'abort' });
    const script = await start('run', { params: SCRIPT });
    await clock.settle(core.runs.waitFor(script.id, 'STARTED', 20), 'the script runs');
    const run = await end(abort('run'));
    assert.deepEqual([run.status, ...statuses(run)], ['FAILED', 'REJECTED']);
    assert.deepEqual(statuses(await end(script)), ['SUCCEEDED']);
  });

  it('that the agent accepts but that has no effect is not reported as an abort', async (t) => {
    const tamper: Tamper = (handler) => async (args, kwargs) => {
      if (args[0] === 'abort') return [0, 'Requested abort on task take_noise', {}];
      const answer = await handler(args, kwargs);
      if (args[0] !== 'get_api') return answer;
      const { tasks, ...api } = answer as { tasks: [string, unknown, object][] };
      return {
        ...api,
        tasks: tasks.map(([name, session, info]) => [name, session, { ...info, abortable: true }]),
      };
    };
    const { start, abort, end } = await startObservatory(t, { slots: [{ tamper }] });
    const noise = await start('take_noise', { params: { duration: 60 } });
    const run = await end(abort('take_noise'));
    assert.deepEqual([run.status, ...statuses(run)], ['FAILED', 'FAILED']);
    assert.match(slotOf(run).message ?? '', /had no effect.*ended by itself, with success/);
    assert.deepEqual(statuses(await end(noise)), ['SUCCEEDED']);
  });

  it('starts no slot that waits in a series, even if the running slot cannot be aborted', async (t) => {
    const { start, abort, end, count } = await startObservatory(t, THREE);
    const series = await start('take_noise', { params: LONG, maxConcurrency: 1 });
    assert.deepEqual(statuses(await end(abort('take_noise'))), ['REJECTED', 'SUCCEEDED', 'SUCCEEDED']);
    const run = await end(series);
    assert.deepEqual(statuses(run), ['SUCCEEDED', 'NOT_STARTED', 'NOT_STARTED']);
    assert.equal(count('start', 'take_noise'), 1);
  });
});

describe('a cancel', () => {
  it('stops processes, whose slots are then cancelled', async (t) => {
    const { clock, start, end, core, cancel } = await startObservatory(t, TWO);
    const begun = await start('stream');
    await clock.settle(core.runs.waitFor(begun.id, 'READY', 60), 'data flow');
    await cancel(begun);
    const run = await end(begun);
    assert.deepEqual([run.status, ...statuses(run)], ['CANCELLED', 'CANCELLED', 'CANCELLED']);
    assert.equal(slotOf(run).record?.session.status, 'done');
  });

  it('sent twice is one cancel', async (t) => {
    const { clock, start, end, core, cancel, count } = await startObservatory(t);
    const begun = await start('stream');
    await clock.settle(core.runs.waitFor(begun.id, 'READY', 60), 'data flow');
    await cancel(begun);
    const second = await cancel(begun);
    assert.deepEqual([slotOf(second).status, slotOf(second).message], ['STOPPING', null]);
    const run = await end(begun);
    assert.deepEqual([run.status, runSuccess(run), ...statuses(run)], ['CANCELLED', false, 'CANCELLED']);
    assert.equal(count('stop', 'stream'), 1);
  });

  it('ends a script', async (t) => {
    const { clock, start, end, core, cancel } = await startObservatory(t);
    const begun = await start('run', { params: SCRIPT });
    await clock.settle(core.runs.waitFor(begun.id, 'STARTED', 20), 'the script runs');
    await cancel(begun);
    const run = await end(begun);
    assert.deepEqual([run.status, ...statuses(run)], ['CANCELLED', 'CANCELLED']);
  });

  it('that came too late for a script reports its own end', async (t) => {
    // The agent accepts the task abort, which fails since there is no script any more.
    const { clock, slots, start, end, core, cancel } = await startObservatory(t);
    slots[0]?.fault({ kind: 'raise', operation: 'abort' });
    const begun = await start('run', { params: SCRIPT });
    await clock.settle(core.runs.waitFor(begun.id, 'STARTED', 20), 'the script runs');
    await cancel(begun);
    const run = await end(begun);
    assert.deepEqual([run.status, ...statuses(run)], ['SUCCEEDED', 'SUCCEEDED']);
  });

  it('never overwrites an end that happened while the cancel was being sent', async (t) => {
    const { clock, realm, slots, start, end, cancel } = await startObservatory(t);
    const [slot] = slots;
    assert.ok(slot);
    const begun = await start('stream', { params: { duration: 60 } });
    realm.intercept(({ args: [action] }) => (action === 'stop' ? { delayMs: 9000 } : undefined));
    const endsAt = () => (slot.session('stream')?.encoded().start_time ?? Number.NaN) + 30 + 60;
    await clock.until(() => clock.now().getTime() / 1000 > endsAt() - 3, 'three seconds are left');
    await cancel(begun);
    const run = await end(begun);
    assert.deepEqual([run.status, ...statuses(run)], ['SUCCEEDED', 'SUCCEEDED']);
  });

  it('that reaches the next session of a frozen agent does not change the end of the session before', async (t) => {
    let thaw = () => {};
    const thawed = new Promise<void>((resolve) => {
      thaw = resolve;
    });
    let isFrozen = false;
    let ended: unknown = null;
    // The agent freezes when the stop arrives. Then the session ends, the next one begins, and the stop is accepted.
    const tamper: Tamper = (handler) => async (args, kwargs) => {
      const [action] = args;
      if (action === 'status' && isFrozen) {
        await thawed;
        return ended;
      }
      if (action === 'stop' && !isFrozen) {
        isFrozen = true;
        await clock.until(() => slot?.session('stream')?.status === 'done', 'it ended by itself');
        ended = await handler(['status', 'stream'], {});
        await handler(['start', 'stream', LONG], {});
        setImmediate(() => {
          isFrozen = false;
          thaw();
        });
      }
      return handler(args, kwargs);
    };
    const isMute = () => isFrozen;
    const { clock, slots, start, end, core, cancel } = await startObservatory(t, {
      slots: [{ tamper, isMute }],
    });
    const slot = slots[0];
    assert.ok(slot);
    const begun = await start('stream', { params: { duration: 60 } });
    await clock.settle(core.runs.waitFor(begun.id, 'READY', 60), 'data flow');
    const endsAt = () => (slot.session('stream')?.encoded().start_time ?? Number.NaN) + 30 + 60;
    await clock.until(() => clock.now().getTime() / 1000 > endsAt() - 6, 'six seconds are left');
    await cancel(begun);
    const run = await end(begun);
    assert.deepEqual(statuses(run), ['SUCCEEDED']);
  });

  it('of a task is not taken for the cause of its end, if the agent never reports that it can abort it', async (t) => {
    const { noise, cancel, end } = await startUndescribed(t, () => true);
    await cancel(noise);
    assert.deepEqual(statuses(await end(noise)), ['FAILED']);
  });

  it('keeps the reason of a task that failed by itself', async (t) => {
    const { clock, realm, slots, start, end, core, cancel } = await startObservatory(t);
    slots[0]?.failNext('run', 'Traceback (most recent call last):\nRuntimeError: no tones');
    const begun = await start('run', { params: SCRIPT });
    await clock.settle(core.runs.waitFor(begun.id, 'STARTED', 20), 'the script runs');
    realm.intercept(({ args: [, name] }) => (name === 'abort' ? 'lose-request' : undefined));
    await cancel(begun);
    const run = await end(begun);
    assert.deepEqual([run.status, ...statuses(run)], ['CANCELLED', 'FAILED']);
    assert.equal(slotOf(run).message, 'Script has finished with exit code 1');
  });

  it('of a task that cannot be aborted reports why, keeps the run open, and reports its true end', async (t) => {
    const { clock, start, end, core, cancel } = await startObservatory(t);
    const begun = await start('take_noise', { params: LONG });
    await clock.settle(core.runs.waitFor(begun.id, 'STARTED', 20), 'it runs');
    const open = await cancel(begun);
    assert.deepEqual([open.status, ...statuses(open)], ['RUNNING', 'RUNNING']);
    assert.match(slotOf(open).message ?? '', /cannot abort take_noise/);
    const run = await end(begun);
    assert.deepEqual([run.status, runSuccess(run), ...statuses(run)], ['SUCCEEDED', true, 'SUCCEEDED']);
  });

  it('that cannot be sent is sent when the connection is back', async (t) => {
    const { clock, realm, slots, start, end, core, cancel } = await startObservatory(t);
    const begun = await start('stream');
    await clock.settle(core.runs.waitFor(begun.id, 'READY', 60), 'data flow');
    realm.down();
    await clock.advance(100);
    const open = await cancel(begun);
    assert.match(slotOf(open).message ?? '', /The stop will be sent after reconnection/);
    await clock.advance(20_000);
    realm.up();
    const run = await end(begun);
    assert.deepEqual([run.status, ...statuses(run)], ['CANCELLED', 'CANCELLED']);
    assert.equal(slots[0]?.hardware.stream.open, false);
  });

  it('that is sent before the start is answered ends the session of this start', async (t) => {
    const { realm, slots, start, end, cancel, runWhere } = await startObservatory(t);
    realm.intercept(({ args: [action] }) => (action === 'start' ? 'lose-answer' : undefined));
    const begun = await start('stream');
    await runWhere(begun, (run) => slotOf(run).status === 'STARTING', 'the start is sent');
    const open = await cancel(begun);
    assert.match(slotOf(open).message ?? '', /when the agent has answered/);
    const run = await end(begun);
    assert.deepEqual(
      [run.status, slotOf(run).status, slotOf(run).inferred],
      ['CANCELLED', 'CANCELLED', true],
    );
    assert.equal(slots[0]?.session('stream')?.status, 'done');
  });

  it('of a stop ends our waiting', async (t) => {
    const { clock, realm, start, stop, end, core, cancel } = await startObservatory(t);
    const streaming = await start('stream');
    await clock.settle(core.runs.waitFor(streaming.id, 'READY', 60), 'data flow');
    realm.intercept(({ args: [action] }) => (action === 'stop' ? 'lose-request' : undefined));
    const begun = stop('stream');
    await clock.advance(100);
    await cancel(begun);
    const run = await end(begun);
    assert.deepEqual([run.status, ...statuses(run)], ['CANCELLED', 'CANCELLED']);
    assert.equal((await core.runs.get(streaming.id))?.status, 'RUNNING');
  });

  it('leaves a run that has ended as it is, and rejects an id that no run has', async (t) => {
    const { clock, stop, end, core, cancel } = await startObservatory(t);
    const ended = await end(stop('stream'));
    assert.deepEqual(await cancel(ended), ended);
    await assert.rejects(clock.settle(core.runs.cancel('no-run'), 'the answer'), (error) => {
      assert.ok(error instanceof RequestError);
      assert.deepEqual([error.code, error.details], ['UNKNOWN_RUN', { id: 'no-run' }]);
      return true;
    });
  });
});
