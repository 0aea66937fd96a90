import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCoreEvents } from '../../../src/core/runs/core-events.js';
import { noEndWaits } from '../../../src/core/runs/end-waits.js';
import { followSession, type SessionEnd } from '../../../src/core/runs/follow-session.js';
import type { Slot } from '../../../src/core/slots/slot.js';
import { OP_CODES, type OpCode } from '../../../src/ocs/protocol.js';
import { createVirtualClock } from '../../virtual-clock.js';
import { record, session, slot } from '../fixtures.js';
import { startObservatory, tamperWith } from '../observatory.js';

/**
 * Follows a session on a slot that reports, each second, an op code and the newest session of the operation.
 * @param behind how many seconds the clock of the server is behind that of the agent
 * @param startedAt when another start was sent, in seconds after the beginning
 * @param toldAt when the server was told of that start
 * @param unansweredMs how long a question stays unanswered
 * @param earlier the number of the session that the server has read instead of ours; `none` if it has read no session
 */
async function follow(
  seconds: readonly (readonly [code: OpCode, newest?: { readonly number: number; readonly at: number }])[],
  {
    behind = 0,
    startedAt = Number.POSITIVE_INFINITY,
    toldAt = startedAt,
    unansweredMs = 0,
    earlier = null,
  }: {
    behind?: number;
    startedAt?: number;
    toldAt?: number;
    unansweredMs?: number;
    earlier?: number | 'none' | null;
  } = {},
): Promise<SessionEnd | null> {
  const clock = createVirtualClock();
  const events = createCoreEvents((error) => assert.fail(String(error)));
  const begunAt = clock.now().getTime() / 1000 + behind;
  const running = session({ start_time: begunAt, status: 'running', success: null, end_time: null });
  const ours = record(running, { refreshedAt: clock.now() });
  const read = typeof earlier === 'number' ? record(session({ session_id: earlier })) : ours;
  let now: Slot = slot(2, { sessions: new Map(earlier === 'none' ? [] : [['take_noise', read]]) });
  const pull = () => clock.sleep(unansweredMs);
  const registry = { byAddress: () => now, pull, observe: () => {} };
  const target = {
    ...{ address: now.address, operation: 'take_noise', record: ours, agentStart: now.agentStart },
    ...{ isTask: false, isQuiet: () => false },
  };
  let end: SessionEnd | null = null;
  const over = new AbortController();
  const from = clock.now().getTime();
  const starts = {
    count: 0,
    isStartedAfter: (_address: string, _operation: string, _count: number, before = clock.now()) =>
      clock.monotonic() >= toldAt * 1000 && before.getTime() >= from + startedAt * 1000,
  };
  const context = { registry, events, waits: noEndWaits, starts, clock };
  void followSession(context, target, over.signal).then((found) => {
    end = found;
  });
  for (const [code, newest] of seconds) {
    await clock.advance(1000);
    const lastRefresh = clock.now();
    const told = newest && session({ session_id: newest.number, start_time: begunAt + newest.at });
    const sessions = told ? new Map([['take_noise', record(told)]]) : now.sessions;
    now = { ...now, sessions, lastRefresh, opCodes: new Map([['take_noise', code]]) };
    events.heartbeats.emit(now);
  }
  await clock.advance(0);
  over.abort();
  return end;
}

const { RUNNING, SUCCEEDED } = OP_CODES;

describe('a session whose end could not be read', () => {
  it('does not get the end of the next session', async () => {
    const next = { number: 4, at: 2.5 };
    const shown = [[RUNNING], [RUNNING], [SUCCEEDED, next], [SUCCEEDED], [SUCCEEDED], [SUCCEEDED]] as const;
    assert.deepEqual(await follow(shown), { kind: 'gone' });
    assert.deepEqual(
      await follow(shown, { behind: 15 }),
      { kind: 'gone' },
      'nor if the clock of the server was set',
    );
  });

  it('does not get the end of a start that was sent since then and has no answer yet', async () => {
    const shown = [[RUNNING], [RUNNING], ...Array.from({ length: 8 }, () => [SUCCEEDED] as const)] as const;
    assert.deepEqual(await follow(shown), { kind: 'by heartbeat', success: true });
    assert.equal(await follow(shown, { startedAt: 2 }), null);
  });

  it('does not get the end that the heartbeat shows before a question was asked since then', async () => {
    const next = { number: 4, at: 2 };
    const hidden = Array.from({ length: 8 }, () => [SUCCEEDED] as const);
    const shown = [[RUNNING], [RUNNING], ...hidden, [SUCCEEDED, next], ...hidden] as const;
    assert.deepEqual(await follow(shown, { unansweredMs: 9000 }), { kind: 'gone' });
  });

  it('does not get the end of a start of another server, of which this server is told only later', async () => {
    const shown = [[RUNNING], [RUNNING], ...Array.from({ length: 8 }, () => [SUCCEEDED] as const)] as const;
    assert.equal(await follow(shown, { startedAt: 2, toldAt: 5 }), null);
    assert.deepEqual(await follow(shown, { startedAt: 4, toldAt: 5 }), {
      kind: 'by heartbeat',
      success: true,
    });
  });

  it('is not taken for gone by a server that has read only an earlier session', async () => {
    const shown = Array.from({ length: 8 }, () => [RUNNING] as const);
    assert.equal(await follow(shown, { earlier: 2 }), null);
    assert.deepEqual(await follow(shown, { earlier: 4 }), { kind: 'gone' });
    assert.equal(await follow(shown, { earlier: 'none' }), null, 'nor by one that has read none');
    const long = Array.from({ length: 40 }, () => [RUNNING] as const);
    assert.deepEqual(await follow(long, { earlier: 'none' }), { kind: 'gone' }, 'but not for ever');
  });

  it('gets the end that the heartbeat reported long before the next session began', async () => {
    const next = { number: 4, at: 12 };
    const ended = Array.from({ length: 4 }, () => [SUCCEEDED] as const);
    const after = Array.from({ length: 4 }, () => [RUNNING] as const);
    const shown = [[RUNNING], ...ended, [RUNNING, next], ...after] as const;
    assert.deepEqual(await follow(shown), { kind: 'by heartbeat', success: true });
  });
});

it('subscribers receive the end of a session even if the next one began before the end was known', async (t) => {
  let begun = false;
  const tamper = tamperWith('wait', async (ask) => {
    const answer = await ask();
    if (!begun) {
      begun = true;
      await others.start(address, 'take_noise', { duration: 30 });
      await core.registry.pull(address, 'take_noise');
    }
    return answer;
  });
  const { clock, core, slots, others, start } = await startObservatory(t, { slots: [{ tamper }] });
  const address = slots[0]?.address ?? '';
  const ends: string[] = [];
  core.events.sessions.listen(({ record: { id, session } }) => {
    if (session.status === 'done') ends.push(id);
  });
  const { id } = await start('take_noise', { params: { duration: 10 } });
  const run = await clock.settle(core.runs.waitFor(id, 'FINISHED', 60), 'its end');
  assert.equal(run.status, 'SUCCEEDED');
  assert.deepEqual(ends, [run.slots[0]?.record?.id]);
});
