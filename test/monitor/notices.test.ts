import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Slot } from '../../monitor/live/model.js';
import { endOfMute, nextHour, QUIET, readChoice } from '../../monitor/notices/choice.js';
import { noticeOf } from '../../monitor/notices/notice-text.js';
import { newTroubles, type Trouble } from '../../monitor/notices/trouble.js';
import { watchConnection } from '../../monitor/notices/watch-connection.js';

const NOW = Date.parse('2026-11-26T04:12:37.000Z');
const HOUR = 3_600_000;

describe('the choice of notices', () => {
  it('is read as far as it has the right form, and is quiet otherwise', () => {
    const choice = { notification: true, sound: false, mutedUntil: NOW };
    assert.deepEqual(readChoice({ ...choice, more: 1 }), choice);
    for (const wrong of [undefined, null, 5, 'x', [], { notification: 'yes', sound: 1, mutedUntil: '8' }])
      assert.deepEqual(readChoice(wrong), QUIET);
  });

  it('has a mute that ends, and none that lasts for ever', () => {
    const muted = (ms: number) => endOfMute({ ...QUIET, mutedUntil: NOW + ms }, NOW);
    assert.equal(muted(HOUR), NOW + HOUR);
    assert.equal(muted(0), null);
    assert.equal(muted(25 * HOUR), null);
    assert.equal(endOfMute(QUIET, NOW), null);
  });

  it('finds the next morning', () => {
    const eight = nextHour(8, NOW);
    assert.equal(new Date(eight).getHours(), 8);
    assert.equal(eight > NOW && eight <= NOW + 25 * HOUR, true);
    assert.equal(nextHour(8, eight) > eight, true);
  });
});

describe('the text of a notice', () => {
  const slot = (name: string, what: Trouble['what'] = 'failed'): Trouble => ({
    ...{ what, name, message: 'because', slot: name },
  });
  const run = (...slots: string[]): Trouble => ({
    ...{ what: 'run failed', name: 'take_iv', message: 'in short', run: { id: 'R1', slots } },
  });
  const of = (...troubles: Trouble[]) => noticeOf(troubles, 'SATP1', NOW);

  it('names the slot and the reason, and counts where there are many, the most urgent first', () => {
    assert.deepEqual(of(slot('mv5')), {
      ...{ title: 'mv5 failed · SATP1', body: 'because', about: slot('mv5') },
    });
    const many = of(slot('mv5'), slot('mv12'), slot('mv17', 'expired'));
    assert.equal(many?.title, '1 expired, 2 failed · SATP1');
    assert.equal(many?.body.split('\n')[0], 'mv17 expired: because');
    assert.equal(many?.about, null);
  });

  it('calls an unknown outcome unknown', () => {
    assert.equal(of(slot('mv5', 'outcome unknown'))?.title, 'mv5: outcome unknown · SATP1');
    const two = of(slot('mv5', 'outcome unknown'), slot('mv12', 'outcome unknown'));
    assert.equal(two?.title, '2 outcomes unknown · SATP1');
  });

  it('is short', () => {
    const names = Array.from({ length: 100 }, (_, place) => `mv${place}`);
    assert.match(of(...names.map((name) => slot(name)))?.body ?? '', /^(.*\n){5}and 95 more$/);
  });

  it('does not tell of a run that failed on the slots that it names anyway', () => {
    assert.equal(of(run('mv5'), slot('mv5'))?.title, 'mv5 failed · SATP1');
    assert.equal(of(run('mv5', 'mv12'), slot('mv5'))?.title, '1 failed, 1 run failed · SATP1');
    assert.equal(of(run('mv5'))?.title, 'take_iv: run failed · SATP1');
    assert.equal(of(), null);
  });
});

describe('what has happened to a slot', () => {
  const AT = '2026-11-26T04:00:00.000Z';
  const problem = (code: Slot['problems'][number]['code'], since = AT) => ({
    ...{ id: code, code, since, severity: 'CRITICAL' as const, message: 'because' },
    ...{ operation: null, runId: null, outcome: null },
  });
  const slot = (problems: Slot['problems'], outOfService: Slot['outOfService'] = null) =>
    ({ id: 'S1', instanceId: 'crate1-s2', streamId: 'mv5', problems, outOfService }) as Slot;
  const told = (before: Slot | undefined, now: Slot) => newTroubles(before, now).map(({ what }) => what);

  it('is told once, and again when it happens again', () => {
    const failed = slot([problem('LAST_OPERATION_FAILED')]);
    assert.deepEqual(told(slot([]), failed), ['failed']);
    assert.deepEqual(told(failed, slot([...failed.problems, problem('SILENT')])), ['expired']);
    assert.deepEqual(told(slot([...failed.problems, problem('SILENT')]), failed), []);
    assert.deepEqual(told(failed, slot([problem('LAST_OPERATION_FAILED', '2026-11-26T05:00:00.000Z')])), [
      'failed',
    ]);
    assert.deepEqual(told(undefined, slot([problem('OUTCOME_UNKNOWN'), problem('OVERDUE')])), [
      ...['outcome unknown', 'overdue'],
    ]);
  });

  it('is not told of small problems, nor of a slot that is out of service', () => {
    assert.deepEqual(told(slot([]), slot([problem('STATE_STALE')])), []);
    assert.deepEqual(told(slot([]), slot([problem('SILENT')], { since: AT, by: null, reason: 'warm' })), []);
  });
});

it('a connection that is lost for 30 s is told once, and a shorter loss is not', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: NOW });
  const told: string[] = [];
  let look = () => {};
  const link = {
    value: { kind: 'live' },
    listen(listener: () => void) {
      look = listener;
      return () => {};
    },
  };
  const end = watchConnection(link, { value: null, listen: () => () => {} }, ({ message }) =>
    told.push(message),
  );
  const become = (kind: string, ms: number) => {
    link.value = { kind };
    look();
    t.mock.timers.tick(ms);
  };
  become('lost', 29_000);
  become('live', 60_000);
  become('lost', 20_000);
  become('connecting', 90_000);
  assert.deepEqual(told, ['Since 04:14:06 UTC, the monitor has no new data about the slots.']);
  end();
});
