import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Observatory,
  slotOf,
  startObservatory,
  statuses,
  type Tamper,
  tamperWith,
} from '../observatory.js';

const SHORT = { duration: 10 };
const LONG = { duration: 300 };

const never = () => new Promise(() => {});
const NEVER_READ = ['status', 'get_api', 'wait'];

/** The reply of an agent whose clock is an hour behind. */
function anHourEarlier(reply: unknown): unknown {
  const [code, message, session] = reply as [number, string, { start_time: number }];
  return [code, message, { ...session, start_time: session.start_time - 3600 }];
}

describe('a start whose answer was lost', () => {
  it('is looked up, never sent again, and its outcome is marked as inferred', async (t) => {
    const { realm, start, end, count } = await startObservatory(t);
    realm.intercept(({ args: [action] }) => (action === 'start' ? 'lose-answer' : undefined));
    const run = await end(await start('take_noise', { params: LONG }));
    assert.deepEqual([run.status, ...statuses(run)], ['SUCCEEDED', 'SUCCEEDED']);
    assert.equal(slotOf(run).inferred, true);
    assert.equal(count('start', 'take_noise'), 1);
  });

  it('is also found when it has already ended', async (t) => {
    const { realm, slots, start, end } = await startObservatory(t);
    realm.intercept(({ args: [action] }) => (action === 'start' ? 'lose-answer' : undefined));
    slots[0]?.failNext('take_noise', 'no tones');
    const run = await end(await start('take_noise', { params: SHORT }));
    const { status, inferred, message } = slotOf(run);
    assert.deepEqual([status, inferred, message], ['FAILED', true, 'no tones']);
  });

  it('is UNKNOWN if the agent has no session newer than the last one seen', async (t) => {
    const { realm, start, end, count } = await startObservatory(t);
    assert.equal((await end(await start('take_noise', { params: SHORT }))).status, 'SUCCEEDED');
    realm.intercept(({ args: [action] }) => (action === 'start' ? 'lose-request' : undefined));
    const run = await end(await start('take_noise', { params: SHORT }));
    assert.deepEqual([run.status, ...statuses(run)], ['FAILED', 'UNKNOWN']);
    assert.match(slotOf(run).message ?? '', /may not have started/);
    assert.equal(slotOf(run).inferred, false);
    assert.equal(count('start', 'take_noise'), 2, 'once for each run');
  });

  it('holds a series if the agent has an open session that began at another time by its clock', async (t) => {
    // The clock of the agent was set back after the server has heard it.
    const tamper = tamperWith('status', async (ask) => anHourEarlier(await ask()));
    const { realm, start, runWhere, core } = await startObservatory(t, { slots: [{ tamper }, {}] });
    let isLost = false;
    realm.intercept(({ args: [action] }) => {
      if (action !== 'start' || isLost) return undefined;
      isLost = true;
      return 'lose-answer';
    });
    const begun = await start('take_noise', { params: { duration: 300 }, maxConcurrency: 1 });
    const held = await runWhere(begun, ({ heldBy }) => heldBy === 0, 'it is held');
    assert.deepEqual(statuses(held), ['UNKNOWN', 'PENDING']);
    assert.match(slotOf(held).message ?? '', /has a session that began at another time, by its clock/);
    assert.equal(core.marks.unresolved('observatory.pysmurf-controller-s2').length, 1);
  });

  it('holds a series if the agent, whose restart was not heard, has an open session with an old number', async (t) => {
    let isMute = false;
    const observatory = await startObservatory(t, { slots: [{ isMute: () => isMute }, {}] });
    const { realm, slots, clock, start, end, runWhere, core } = observatory;
    await end(await start('take_noise', { streamIds: ['ufm_mv2'], params: SHORT }));
    isMute = true;
    await clock.settle(slots[0]?.restart() ?? Promise.resolve(), 'the agent restarts');
    await clock.advance(2000);
    let isLost = false;
    realm.intercept(({ args: [action] }) => {
      if (action !== 'start' || isLost) return undefined;
      isLost = true;
      return 'lose-answer';
    });
    const series = await start('take_noise', { maxConcurrency: 1, params: LONG });
    const run = await runWhere(series, ({ heldBy }) => heldBy !== null, 'the series is held');
    assert.deepEqual(statuses(run), ['UNKNOWN', 'PENDING']);
    assert.match(slotOf(run).message ?? '', /has a session that began at another time/);
    assert.equal(core.marks.unresolved(slots[0]?.address ?? '').length, 1);
  });

  it('does not take a set_biases that a zero_biases of this server may have started, and that neither', async (t) => {
    const { realm, start, end } = await startObservatory(t);
    realm.intercept(({ args: [action, operation] }) =>
      action === 'start' && operation === 'set_biases' ? 'lose-request' : undefined,
    );
    const lost = await start('set_biases', { params: { bias: 3 } });
    const zeroed = await start('zero_biases');
    assert.deepEqual(statuses(await end(zeroed)), ['UNKNOWN']);
    assert.deepEqual(statuses(await end(lost)), ['UNKNOWN']);
  });

  it('is looked up when the connection was lost during the call', async (t) => {
    const { clock, realm, link, start, end, count } = await startObservatory(t);
    realm.intercept(({ args: [action] }) => {
      if (action !== 'start') return undefined;
      clock.after(1, () => link.drop());
      clock.after(3000, () => link.restore());
      return 'lose-answer';
    });
    const run = await end(await start('take_noise', { params: LONG }));
    assert.deepEqual([run.status, ...statuses(run)], ['SUCCEEDED', 'SUCCEEDED']);
    assert.equal(slotOf(run).inferred, true);
    assert.equal(count('start', 'take_noise'), 1);
  });

  it('is looked up for a limited time: then the slot is UNKNOWN, with an unknown outcome', async (t) => {
    const tamper = tamperWith('status', never);
    const { realm, slots, start, end, core } = await startObservatory(t, { slots: [{ tamper }] });
    realm.intercept(({ args: [action] }) => (action === 'start' ? 'lose-answer' : undefined));
    const run = await end(await start('take_noise', { params: { duration: 2000 }, timeoutSeconds: 7200 }));
    assert.deepEqual(statuses(run), ['UNKNOWN']);
    assert.match(slotOf(run).message ?? '', /the session cannot be read/);
    assert.equal(core.marks.unresolved(slots[0]?.address ?? '')[0]?.status, 'UNKNOWN');
  });

  it('is LOST, with an unknown outcome, if the slot has another agent by then', async (t) => {
    const { clock, realm, slots, start, end, core } = await startObservatory(t);
    realm.intercept(({ args: [action] }) => (action === 'start' ? 'lose-answer' : undefined));
    const begun = await start('take_noise', { params: LONG });
    // The answer is given up after ten seconds, and the look-up reaches the new agent before its first heartbeat.
    await clock.advance(10_500);
    await clock.settle(slots[0]?.restart() ?? Promise.resolve(), 'the agent restarts');
    const run = await end(begun);
    assert.deepEqual(statuses(run), ['LOST']);
    assert.match(slotOf(run).message ?? '', /restarted before it was known/);
    assert.equal(core.marks.unresolved(slots[0]?.address ?? '')[0]?.status, 'LOST');
  });

  it('to an agent that is not there is UNREACHABLE', async (t) => {
    const { clock, slots, start, end } = await startObservatory(t, { slots: [{}, {}] });
    await clock.settle(slots[0]?.crash() ?? Promise.resolve(), 'the agent is gone');
    const run = await end(await start('take_noise', { params: SHORT }));
    assert.deepEqual([run.status, ...statuses(run)], ['FAILED', 'UNREACHABLE', 'SUCCEEDED']);
    assert.match(slotOf(run).message ?? '', /nothing was sent/);
  });

  it("that the router rejected is REJECTED at once, with the router's message", async (t) => {
    const { clock, realm, start, end } = await startObservatory(t);
    const reject = { reject: 'wamp.error.not_authorized', message: 'no permission to call' };
    realm.intercept(({ args: [action] }) => (action === 'start' ? reject : undefined));
    const before = clock.monotonic();
    const run = await end(await start('take_noise', { params: SHORT }));
    assert.deepEqual(statuses(run), ['REJECTED']);
    assert.match(slotOf(run).message ?? '', /not_authorized.*no permission to call/);
    assert.ok(clock.monotonic() - before < 100);
  });

  it('that arrives after the run was given up is not followed', async (t) => {
    const { clock, realm, start, end, core, calls } = await startObservatory(t, { bridge: false });
    realm.intercept(({ args: [action] }) => (action === 'start' ? { delayMs: 5000 } : undefined));
    const run = await end(await start('take_noise', { params: LONG, timeoutSeconds: 2 }));
    assert.deepEqual(statuses(run), ['TIMED_OUT']);
    core.close();
    await clock.advance(6000);
    const asked = calls.length;
    await clock.advance(20_000);
    assert.equal(calls.length, asked);
  });
});

describe('two runs of one operation on one slot at once', () => {
  it('do not share a session: the second start waits until the first is looked up', async (t) => {
    const { realm, start, end } = await startObservatory(t);
    realm.intercept(({ args: [action] }) => (action === 'start' ? 'lose-answer' : undefined));
    const first = await start('take_noise', { params: { duration: 30 } });
    const second = await start('take_noise', { params: { duration: 60 } });
    const [one, other] = [await end(first), await end(second)];
    assert.deepEqual([slotOf(one).status, slotOf(one).inferred], ['SUCCEEDED', true]);
    assert.notEqual(slotOf(other).status, 'SUCCEEDED', 'the 60 s were never done');
    assert.notEqual(slotOf(one).record?.id, slotOf(other).record?.id);
  });

  it('both get their own outcome if the answers arrive', async (t) => {
    const { start, end } = await startObservatory(t);
    const first = await start('take_noise', { params: SHORT });
    const second = await start('take_noise', { params: SHORT });
    assert.deepEqual(statuses(await end(first)), ['SUCCEEDED']);
    assert.deepEqual(statuses(await end(second)), ['ALREADY_RUNNING']);
  });
});

describe('a session that cannot be read', () => {
  it('has the outcome of the heartbeat, marked as inferred', async (t) => {
    const tamper = NEVER_READ.map((action) => tamperWith(action, never)).reduce(
      (inner, outer) => (handler, procedure) => outer(inner(handler, procedure), procedure),
    );
    for (const [traceback, status] of [
      [null, 'SUCCEEDED'],
      ['no tones', 'FAILED'],
    ] as const) {
      let isMute = false;
      const muted: typeof tamper = (handler, procedure) => (args, kwargs) =>
        (isMute ? tamper(handler, procedure) : handler)(args, kwargs);
      const { slots, start, end } = await startObservatory(t, { slots: [{ tamper: muted }] });
      if (traceback !== null) slots[0]?.failNext('take_noise', traceback);
      isMute = true;
      const run = await end(await start('take_noise', { params: { duration: 30 } }));
      assert.deepEqual([slotOf(run).status, slotOf(run).inferred], [status, true]);
      assert.match(slotOf(run).message ?? '', /According to the heartbeat, the operation ended/);
      const late = (run.endTime?.getTime() ?? 0) - (slotOf(run).sentAt?.getTime() ?? 0) - 30_000;
      // The question at the end and the one after it wait 10 s each.
      assert.ok(late < 21_000, `${late} ms late`);
      assert.ok(slotOf(run).record, 'what was seen of it stays with the run');
    }
  });

  it('is read over the bridge, if it cannot be read over the WebSocket', async (t) => {
    const { start, end, count } = await startObservatory(t, {
      isDeaf: ({ action, operation }) => action === 'status' && operation === 'take_noise',
    });
    const run = await end(await start('take_noise', { params: SHORT }));
    assert.deepEqual([slotOf(run).status, slotOf(run).inferred], ['SUCCEEDED', false]);
    assert.equal(slotOf(run).record?.session.status, 'done');
    assert.ok(count('status', 'take_noise') > 0, 'it was asked over the link');
  });

  it('is still shown: its data are read over the bridge', async (t) => {
    const { clock, core, slots, others, found } = await startObservatory(t, {
      isDeaf: ({ action }) => action === 'status' || action === 'get_api',
    });
    const [slot] = slots;
    assert.ok(slot);
    await clock.settle(others.start(slot.address, 'take_noise', SHORT), 'noise is taken');
    const last = () => found(slot).sessions.get('take_noise');
    await clock.until(() => last()?.session.status === 'done', 'its end is shown');
    assert.ok(found(slot).api, 'what the agent offers is known');
    assert.deepEqual(core.registry.slots[0]?.readProblems, []);
  });
});

/** Somebody else starts the noise again the moment that it ends, before anybody can ask how it ended. */
function startAgainAtItsEnd({ slots: [slot], others }: Observatory): void {
  assert.ok(slot);
  void slot
    .session('take_noise')
    ?.ended.then(() => others.start(slot.address, 'take_noise', LONG).catch(() => {}));
}

describe('a session that is followed by another of its operation', () => {
  it('stays with its run, with the outcome that was seen', async (t) => {
    const observatory = await startObservatory(t);
    const { start, end, runWhere } = observatory;
    const begun = await start('take_noise', { params: { duration: 20 } });
    await runWhere(begun, (run) => slotOf(run).record !== null, 'it runs');
    startAgainAtItsEnd(observatory);
    const run = await end(begun);
    assert.equal(slotOf(run).status, 'SUCCEEDED');
    assert.equal(slotOf(run).record?.session.session_id, 1, 'its own session');
  });

  it('stays with its run also if the newer session is known first', async (t) => {
    // The answer to the wait comes late, after everybody has seen the next session.
    const tamper: Tamper = (handler) => async (args, kwargs) => {
      const answer = await handler(args, kwargs);
      if (args[0] === 'wait') await observatory.clock.sleep(3000);
      return answer;
    };
    const observatory = await startObservatory(t, { slots: [{ tamper }] });
    const { start, end, runWhere } = observatory;
    const begun = await start('take_noise', { params: { duration: 20 } });
    await runWhere(begun, (run) => slotOf(run).record !== null, 'it runs');
    startAgainAtItsEnd(observatory);
    const run = await end(begun);
    assert.deepEqual([slotOf(run).status, slotOf(run).record?.session.session_id], ['SUCCEEDED', 1]);
  });

  it('stays with its run also without a bridge: its outcome comes from the heartbeat, or is unknown', async (t) => {
    const observatory = await startObservatory(t, { bridge: false });
    const { start, end, runWhere } = observatory;
    const begun = await start('take_noise', { params: { duration: 20 } });
    await runWhere(begun, (run) => slotOf(run).record !== null, 'it runs');
    startAgainAtItsEnd(observatory);
    const run = await end(begun);
    assert.equal(slotOf(run).status, 'UNKNOWN');
    assert.equal(slotOf(run).record?.session.session_id, 1, 'its own session');
  });
});
