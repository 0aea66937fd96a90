import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunSlot } from '../../../src/core/runs/run.js';
import { createStartLedger, type LedgerEntry } from '../../../src/core/runs/start-ledger.js';
import { createVirtualClock } from '../../virtual-clock.js';
import { record, run, session } from '../fixtures.js';

const SLOT = 'observatory.pysmurf-controller-s2';

function start() {
  const clock = createVirtualClock();
  const ledger = createStartLedger(clock);
  const open = new AbortController().signal;
  const enter = (waitMs = 30_000, signal = open, operation = 'take_noise') =>
    ledger.enter(SLOT, operation, waitMs, signal);
  const sure = async (promise: Promise<LedgerEntry | null>) => {
    const entry = await clock.settle(promise, 'its turn');
    assert.ok(entry);
    return entry;
  };
  /** A session that began `seconds` from now. */
  const begun = (seconds: number, id = 0) =>
    record(session({ session_id: id, start_time: clock.now().getTime() / 1000 + seconds }), { id: `${id}` });
  return { clock, ledger, enter, sure, begun };
}

describe('the permission to start an operation on a slot', () => {
  it('is one at a time: the next waits until the one before is over', async () => {
    const { clock, enter, sure } = start();
    const first = await sure(enter());
    let second: LedgerEntry | null = null;
    void enter().then((entry) => {
      second = entry;
    });
    await clock.advance(20_000);
    assert.equal(second, null);
    first.close();
    await clock.advance(1);
    assert.ok(second);
  });

  it('is waited for during a limited time', async () => {
    const { clock, enter, sure } = start();
    await sure(enter());
    const before = clock.monotonic();
    assert.equal(await clock.settle(enter(30_000), 'no turn'), null);
    assert.equal(clock.monotonic() - before, 30_000);
    assert.equal(clock.timers, 0);
  });

  it('is released when nobody waits for it any more', async () => {
    const { clock, enter, sure } = start();
    await sure(enter());
    const leaving = new AbortController();
    const waiting = enter(30_000, leaving.signal);
    leaving.abort();
    assert.equal(await clock.settle(waiting, 'no turn'), null);
    assert.equal(clock.timers, 0);
  });

  it('is for one operation: other operations do not wait', async () => {
    const { enter, sure } = start();
    await sure(enter());
    assert.ok(await sure(enter(0, new AbortController().signal, 'take_iv')));
  });
});

describe('a session that is found after a lost answer', () => {
  it('is ours if it began in the time of our start', async () => {
    const { clock, enter, sure, begun } = start();
    const entry = await sure(enter());
    const session = begun(0.5);
    await clock.advance(10_000);
    assert.equal(entry.claim(session), 'ours');
  });

  it('is not ours if it began long before or after', async () => {
    const { clock, enter, sure, begun } = start();
    const entry = await sure(enter());
    assert.equal(entry.claim(begun(-60)), 'not ours');
    await clock.advance(10_000);
    assert.equal(entry.claim(begun(60)), 'not ours');
  });

  it('is not ours if it is that of another start', async () => {
    const { clock, enter, sure, begun } = start();
    const first = await sure(enter());
    const session = begun(0.1);
    first.answered(session);
    first.close();
    const second = await sure(enter());
    await clock.advance(1000);
    assert.equal(second.claim(session), 'not ours');
  });

  it('belongs to neither if two starts without an answer could have begun it', async () => {
    const { clock, enter, sure, begun } = start();
    const first = await sure(enter());
    await clock.advance(1000);
    first.close();
    const second = await sure(enter());
    const session = begun(0.1);
    await clock.advance(1000);
    assert.equal(second.claim(session), 'ambiguous');
    assert.equal(first.claim(session), 'ambiguous', 'for the other too');
  });

  it('is ambiguous if a frozen agent may have begun it for an earlier start, until the agent has answered', async () => {
    const { clock, enter, sure, begun } = start();
    const first = await sure(enter());
    await clock.advance(60_000);
    first.close();
    await clock.advance(60_000);
    const second = await sure(enter());
    const session = begun(0);
    assert.equal(second.claim(session), 'ambiguous');
    second.close();
    await clock.advance(60_000);
    const third = await sure(enter());
    assert.equal(third.claim(begun(0, 1)), 'ours');
  });

  it('is ours even if another start failed at the same time, if that start is known to have begun nothing', async () => {
    const { clock, enter, sure, begun } = start();
    const first = await sure(enter());
    first.answered(null);
    first.close();
    const second = await sure(enter());
    const session = begun(0.1);
    await clock.advance(1000);
    assert.equal(second.claim(session), 'ours');
  });
});

describe('an operation that another operation starts', () => {
  it('is known by the clock of the agent, because the clock of the server may be wrong', async () => {
    const { clock, ledger, enter, sure, begun } = start();
    const parent = await sure(enter());
    parent.answered(begun(60));
    parent.close();
    await clock.advance(1000);
    assert.equal(ledger.wasStarted(SLOT, 'take_noise', begun(60, 1)), true);
    assert.equal(ledger.wasStarted(SLOT, 'take_noise', begun(90, 1)), false);
  });
});

describe('the starts of other servers', () => {
  const other = (clock: ReturnType<typeof createVirtualClock>, change: Partial<RunSlot> = {}) => {
    const one = run(['STARTING'], { id: 'other' });
    const [slot] = one.slots;
    assert.ok(slot);
    return { ...one, slots: [{ ...slot, address: SLOT, sentAt: clock.now(), ...change }] };
  };

  it('make a session ambiguous while their answer is not known', async () => {
    const { clock, ledger, enter, sure, begun } = start();
    const own = await sure(enter());
    ledger.see(other(clock));
    assert.equal(own.claim(begun(0)), 'ambiguous');
  });

  it('make it ambiguous even if the clock of their server is ahead', async () => {
    const { clock, ledger, enter, sure, begun } = start();
    const own = await sure(enter());
    await clock.advance(8000);
    const session = begun(-7);
    const sentAt = new Date(clock.now().getTime() + 60_000);
    ledger.see(other(clock, { sentAt }));
    assert.equal(own.claim(session), 'ambiguous');
  });

  it('have the session that their server reported', async () => {
    const { clock, ledger, enter, sure, begun } = start();
    const own = await sure(enter());
    ledger.see(other(clock));
    ledger.see(other(clock, { status: 'RUNNING', record: begun(0) }));
    assert.equal(own.claim(begun(0)), 'not ours');
    assert.equal(own.claim(begun(1, 1)), 'ours');
  });

  it('are forgotten if they were not sent after all', async () => {
    const { clock, ledger, enter, sure, begun } = start();
    const own = await sure(enter());
    ledger.see(other(clock));
    ledger.see(other(clock, { status: 'NOT_STARTED', sentAt: null }));
    assert.equal(own.claim(begun(0)), 'ours');
  });

  it('are ours when this server takes the run', async () => {
    const { clock, ledger, sure, begun } = start();
    ledger.see(other(clock));
    const now = clock.now().getTime();
    const sent = { run: 'other', from: now, to: now };
    const own = await sure(ledger.enter(SLOT, 'take_noise', 30_000, new AbortController().signal, sent));
    assert.equal(own.claim(begun(0)), 'ours');
  });
});
