import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RequestError } from '../../../src/core/errors.js';
import { type Run, runResult } from '../../../src/core/runs/run.js';
import { OP_CODES } from '../../../src/ocs/protocol.js';
import { slotOf, startObservatory, statuses, type Tamper } from '../observatory.js';

const LONG = { duration: 300 };
const SHORT = { duration: 10 };
const TRACEBACK = 'Traceback (most recent call last):\nRuntimeError: no tones';
const TWO = { slots: [{}, {}] };

const rejectedWith = (code: string) => (error: unknown) =>
  error instanceof RequestError && error.code === code;

describe('a run', () => {
  it('succeeds when every slot succeeds; its result holds the sessions by stream id', async (t) => {
    const { slots, start, end, core } = await startObservatory(t, TWO);
    const begun = await start('take_noise', { params: { ...SHORT, tag: null }, requestedBy: 'me' });
    assert.deepEqual(
      [begun.status, begun.action, begun.params, begun.requestedBy, begun.endTime],
      ['RUNNING', 'RUN', SHORT, 'me', null],
    );
    assert.deepEqual(
      slots.map(({ address }) => core.runs.openOn(address).map(({ id }) => id)),
      [[begun.id], [begun.id]],
    );
    const run = await end(begun);
    assert.equal(run.status, 'SUCCEEDED');
    assert.deepEqual(statuses(run), ['SUCCEEDED', 'SUCCEEDED']);
    assert.ok(run.endTime && run.endTime >= run.startTime);
    const result = runResult(run);
    assert.deepEqual(Object.keys(result).sort(), ['ufm_mv2', 'ufm_mv3']);
    const noise = Object.values(result).map(({ data }) =>
      JSON.stringify((data as { quantiles: unknown }).quantiles),
    );
    assert.equal(new Set(noise).size, 2, 'each slot has results of its own');
    for (const { record } of run.slots) {
      assert.deepEqual([record?.session.status, record?.evicted], ['done', false]);
    }
    assert.deepEqual(
      slots.map(({ address }) => core.runs.openOn(address)),
      [[], []],
    );
    assert.deepEqual(
      (await core.runs.list({}, { first: 5 })).runs.map(({ id }) => id),
      [run.id],
    );
  });

  it('commands only the chosen slots', async (t) => {
    const { slots, start, end, count } = await startObservatory(t, TWO);
    const run = await end(await start('take_noise', { params: SHORT, streamIds: ['ufm_mv3'] }));
    assert.deepEqual(
      run.slots.map(({ streamId }) => streamId),
      ['ufm_mv3'],
    );
    assert.equal(count('start', 'take_noise'), 1);
    assert.equal(slots[0]?.session('take_noise'), undefined);
  });

  it('fails on the slot whose operation failed, with its traceback; the others continue', async (t) => {
    const { slots, start, end } = await startObservatory(t, TWO);
    slots[0]?.failNext('take_noise', TRACEBACK);
    const run = await end(await start('take_noise', { params: SHORT }));
    assert.equal(run.status, 'FAILED');
    assert.deepEqual(statuses(run), ['FAILED', 'SUCCEEDED']);
    assert.equal(slotOf(run).message, TRACEBACK);
    assert.equal(slotOf(run, 1).message, null);
  });

  it("is rejected with the agent's message; the earlier session is evicted, not removed", async (t) => {
    const { slots, start, end, found } = await startObservatory(t);
    const [slot] = slots;
    assert.ok(slot);
    const good = await end(await start('take_noise', { params: SHORT }));
    const run = await end(await start('take_noise', { params: { ...SHORT, colour: 'pink' } }));
    assert.deepEqual(statuses(run), ['REJECTED']);
    assert.equal(slotOf(run).message, "params included unexpected values: ['colour']");
    assert.equal(slotOf(run).record, null);
    const last = found(slot).sessions.get('take_noise');
    assert.deepEqual([last?.evicted, last?.id], [true, slotOf(good).record?.id]);
  });

  it('is not started if the operation already runs, and does not use its session', async (t) => {
    const { clock, slots, start, end, others } = await startObservatory(t);
    const [slot] = slots;
    assert.ok(slot);
    await clock.settle(others.start(slot.address, 'take_noise', LONG), 'another program starts it');
    const run = await end(await start('take_noise', { params: SHORT }));
    assert.deepEqual(statuses(run), ['ALREADY_RUNNING']);
    assert.match(slotOf(run).message ?? '', /already in progress/);
    assert.equal(run.status, 'FAILED');
    assert.equal(slotOf(run).record, null);
  });

  it('fails on a busy slot at once, and reports what runs there', async (t) => {
    const { clock, slots, start, end, others, found } = await startObservatory(t);
    const [slot] = slots;
    assert.ok(slot);
    await clock.settle(others.start(slot.address, 'stream', {}), 'stream starts');
    await clock.until(() => found(slot).opCodes.get('stream') === OP_CODES.RUNNING, 'its heartbeat shows it');
    const run = await end(await start('take_noise', { params: SHORT }));
    assert.deepEqual(statuses(run), ['FAILED']);
    assert.equal(slotOf(run).message, 'Operation failed: stream is running. Running on this slot: stream.');
  });

  it('ends after its timeout, though the slot continues', async (t) => {
    const { slots, start, end } = await startObservatory(t, TWO);
    const run = await end(await start('take_noise', { params: LONG, timeoutSeconds: 50 }));
    assert.equal(run.status, 'FAILED');
    assert.deepEqual(statuses(run), ['TIMED_OUT', 'TIMED_OUT']);
    assert.match(slotOf(run).message ?? '', /50 s.*may still be running/);
    assert.equal(slots[0]?.session('take_noise')?.status, 'running');
  });

  it('of a process is ready when data flow, and ends when the process ends', async (t) => {
    const { clock, start, end, stop, core } = await startObservatory(t, TWO);
    const begun = await start('stream');
    const ready = await clock.settle(core.runs.waitFor(begun.id, 'READY', 60), 'data flow');
    assert.deepEqual(statuses(ready), ['READY', 'READY']);
    assert.equal(ready.status, 'RUNNING');
    const stopped = await end(stop('stream'));
    assert.deepEqual(
      [stopped.action, stopped.status, ...statuses(stopped)],
      ['STOP', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'],
    );
    const run = await end(begun);
    assert.deepEqual([run.status, ...statuses(run)], ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
  });

  it('reports each change, and nothing after its end', async (t) => {
    const { start, end, core } = await startObservatory(t);
    const seen: Run[] = [];
    core.events.runs.listen((run) => seen.push(run));
    await end(await start('stream', { params: { duration: 300 } }));
    const steps = seen.map((run) => slotOf(run).status);
    const distinct = steps.filter((status, index) => status !== steps[index - 1]);
    assert.deepEqual(distinct, ['PENDING', 'STARTING', 'RUNNING', 'READY', 'SUCCEEDED']);
    assert.deepEqual(seen.map(({ status }) => status).indexOf('SUCCEEDED'), seen.length - 1);
    const revisions = seen.map(({ revision }) => revision);
    assert.deepEqual(
      revisions,
      [...revisions].sort((a, b) => a - b),
    );
  });

  it('is answered at the requested stage, or after the requested time', async (t) => {
    const { clock, start, end, core } = await startObservatory(t);
    const begun = await start('take_noise', { params: LONG });
    const listeners = core.events.runs.listenerCount;
    const wait = (stage: 'STARTED' | 'FINISHED', seconds: number) =>
      clock.settle(core.runs.waitFor(begun.id, stage, seconds), stage);
    const asked = clock.monotonic();
    assert.deepEqual(statuses(await wait('STARTED', 20)), ['RUNNING']);
    assert.ok(clock.monotonic() - asked < 100);
    const before = clock.monotonic();
    assert.equal((await wait('FINISHED', 20)).status, 'RUNNING');
    assert.equal(clock.monotonic() - before, 20_000);
    assert.equal((await end(begun)).status, 'SUCCEEDED');
    assert.equal(core.events.runs.listenerCount, listeners);
  });

  it('is rejected as a whole before anything starts', async (t) => {
    const { slots, start, count, core } = await startObservatory(t, TWO);
    await assert.rejects(
      start('take_noise', { streamIds: ['ufm_mv2', 'nobody'] }),
      rejectedWith('UNKNOWN_STREAM_ID'),
    );
    await assert.rejects(start('make_coffee'), rejectedWith('UNKNOWN_OPERATION'));
    await assert.rejects(start('take_noise', { streamIds: [] }), rejectedWith('NOTHING_SELECTED'));
    assert.equal(count('start', 'take_noise'), 0);
    assert.deepEqual(
      slots.map((slot) => slot.session('take_noise')),
      [undefined, undefined],
    );
    assert.deepEqual((await core.runs.list({}, { first: 5 })).runs, []);
  });

  it('has its end known within a few milliseconds over the bridge, without other calls', async (t) => {
    const { slots, start, end, count } = await startObservatory(t);
    const run = await end(await start('take_noise', { params: LONG }));
    const ended = slots[0]?.session('take_noise')?.encoded().end_time ?? 0;
    assert.ok((run.endTime?.getTime() ?? 0) - ended * 1000 < 50, 'known at once');
    // One check every five seconds while a wait is held.
    assert.ok(count('status', 'take_noise') <= 300 / 5 + 5, `${count('status', 'take_noise')} questions`);
  });

  it('is not asked for by its run while somebody watches it, who has it read each second', async (t) => {
    const { clock, start, end, count, core } = await startObservatory(t);
    const run = await start('take_noise', { params: LONG });
    await clock.advance(850);
    const watching = core.watch.watch((_slot, operation) => operation === 'take_noise');
    await end(run);
    watching.close();
    const questions = count('status', 'take_noise');
    assert.ok(questions >= 290 && questions <= 300 + 5, `${questions} questions in 300 s`);
  });

  it('has its end known within a second without a bridge', async (t) => {
    const { slots, start, end } = await startObservatory(t, { bridge: false });
    const run = await end(await start('take_noise', { params: LONG }));
    const ended = slots[0]?.session('take_noise')?.encoded().end_time ?? 0;
    const late = (run.endTime?.getTime() ?? 0) - ended * 1000;
    assert.ok(late >= 0 && late <= 1100, `known ${late} ms late`);
  });
});

describe('two slots that report one stream id', () => {
  const CLAIMED = { slots: [{ streamId: 'ufm_mv7' }, { streamId: 'ufm_mv7' }, {}] };

  it('cannot be commanded by it; their instance ids still work', async (t) => {
    const { start, end } = await startObservatory(t, CLAIMED);
    await assert.rejects(start('take_noise', { streamIds: ['ufm_mv7'] }), (error) => {
      assert.ok(rejectedWith('AMBIGUOUS_NAME')(error));
      assert.deepEqual((error as RequestError).details['addresses'], [
        'observatory.pysmurf-controller-s2',
        'observatory.pysmurf-controller-s3',
      ]);
      return true;
    });
    const both = { streamIds: ['pysmurf-controller-s3', 'pysmurf-controller-s2'] };
    const run = await end(await start('take_noise', { params: SHORT, ...both }));
    assert.equal(run.status, 'SUCCEEDED');
    assert.deepEqual(Object.keys(runResult(run)).sort(), ['pysmurf-controller-s2', 'pysmurf-controller-s3']);
  });

  it('are skipped by "all", and listed with the reason', async (t) => {
    const { start, end } = await startObservatory(t, CLAIMED);
    const run = await end(await start('take_noise', { params: SHORT }));
    assert.deepEqual(
      run.slots.map(({ streamId }) => streamId),
      ['ufm_mv4'],
    );
    assert.deepEqual(
      run.skipped.map(({ code }) => code),
      ['NAME_CONFLICT', 'NAME_CONFLICT'],
    );
  });
});

it('a run of more than ten slots causes no warning about a memory leak', async (t) => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => void warnings.push(warning);
  process.on('warning', onWarning);
  t.after(() => process.off('warning', onWarning));
  const { start, end } = await startObservatory(t, { slots: Array.from({ length: 12 }, () => ({})) });
  await end(await start('take_noise', { params: { duration: 10 } }));
  assert.deepEqual(warnings, []);
});

describe('a run of zero_biases', () => {
  it('succeeds when the set_biases that it starts succeeds', async (t) => {
    const { slots, start, end } = await startObservatory(t);
    slots[0]?.hardware.setBias(3, 5);
    const run = await end(await start('zero_biases'));
    assert.deepEqual(statuses(run), ['SUCCEEDED']);
    assert.equal(slots[0]?.hardware.biases[3], 0);
  });

  it('fails when the set_biases that it starts fails, though the agent reports success', async (t) => {
    const { slots, start, end } = await startObservatory(t, TWO);
    slots[0]?.failNext('set_biases', 'no bias card');
    const run = await end(await start('zero_biases'));
    assert.deepEqual(statuses(run), ['FAILED', 'SUCCEEDED']);
    assert.match(slotOf(run).message ?? '', /set_biases, which zero_biases started, failed: .*no bias card/);
    assert.equal(slotOf(run).record?.session.success, true, "the agent's own word");
  });

  it('fails on a busy slot, on which set_biases ends at once', async (t) => {
    const { clock, slots, start, end, others } = await startObservatory(t);
    const [slot] = slots;
    assert.ok(slot);
    await clock.settle(others.start(slot.address, 'stream', {}), 'stream starts');
    const run = await end(await start('zero_biases'));
    assert.deepEqual(statuses(run), ['FAILED']);
    assert.match(slotOf(run).message ?? '', /stream is running/);
  });

  it('fails without its own set_biases: a set_biases of somebody else does not count', async (t) => {
    const { clock, slots, start, end, others } = await startObservatory(t);
    const [slot] = slots;
    assert.ok(slot);
    slot.fault({ kind: 'hang', operation: 'set_biases' });
    await clock.settle(others.start(slot.address, 'set_biases', { bias: 3 }), 'set_biases starts');
    const run = await end(await start('zero_biases'));
    assert.deepEqual(statuses(run), ['FAILED']);
    assert.match(slotOf(run).message ?? '', /did not start set_biases/);
  });

  it('fails if the set_biases of another run comes between it and its own set_biases', async (t) => {
    const { start, end } = await startObservatory(t);
    const [zeroed, set] = [await start('zero_biases'), await start('set_biases', { params: { bias: 3 } })];
    assert.deepEqual(statuses(await end(set)), ['SUCCEEDED']);
    assert.deepEqual(statuses(await end(zeroed)), ['FAILED']);
  });

  it('has the outcome of its set_biases at its timeout, even if another zero_biases began since then', async (t) => {
    let isSlow = false;
    const tamper: Tamper = (handler) => async (args, kwargs) => {
      const answer = await handler(args, kwargs);
      if (isSlow && args[0] === 'status' && args[1] === 'set_biases') await clock.sleep(1500);
      return answer;
    };
    const { clock, slots, start, end, others } = await startObservatory(t, {
      ...{ slots: [{ tamper }], bridge: false },
    });
    const [slot] = slots;
    assert.ok(slot);
    const zeroed = await start('zero_biases', { timeoutSeconds: 10.5 });
    await clock.advance(5000);
    await clock.settle(others.start(slot.address, 'zero_biases', {}), 'another zero_biases begins');
    isSlow = true;
    assert.deepEqual(statuses(await end(zeroed)), ['SUCCEEDED']);
  });

  for (const [what, isUnread] of [
    ['the agent never answers for it', () => true],
    ['its end is never seen', (session: { status?: string }) => session.status === 'done'],
  ] as const) {
    it(`is UNKNOWN if its set_biases begins, but ${what}`, async (t) => {
      const tamper: Tamper = (handler) => async (args, kwargs) => {
        const answer = await handler(args, kwargs);
        const [action, operation] = args;
        if (operation !== 'set_biases' || (action !== 'status' && action !== 'wait')) return answer;
        const [, , session] = answer as [number, string, { status?: string }];
        return isUnread(session) ? new Promise(() => {}) : answer;
      };
      const { start, end } = await startObservatory(t, { slots: [{ tamper }], bridge: false });
      const run = await end(await start('zero_biases', { timeoutSeconds: 3600 }));
      assert.equal(slotOf(run).status, 'UNKNOWN');
      assert.match(slotOf(run).message ?? '', /^The end of set_biases, .* is not known/);
    });
  }

  it('fails with its set_biases even if only the heartbeat reports the end of zero_biases', async (t) => {
    const never = () => new Promise(() => {});
    const tamper: Tamper = (handler) => (args, kwargs) => {
      const [action, operation] = args;
      const isUnread = action === 'get_api' || (operation === 'zero_biases' && action !== 'start');
      return isUnread && isDeaf ? never() : handler(args, kwargs);
    };
    let isDeaf = false;
    const { slots, start, end } = await startObservatory(t, { slots: [{ tamper }] });
    isDeaf = true;
    slots[0]?.failNext('set_biases', 'no bias card');
    const run = await end(await start('zero_biases'));
    assert.deepEqual([slotOf(run).status, slotOf(run).inferred], ['FAILED', true]);
    assert.match(slotOf(run).message ?? '', /set_biases, which zero_biases started, failed/);
  });
});
