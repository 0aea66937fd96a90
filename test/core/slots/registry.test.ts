import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { describe, it } from 'node:test';
import { problemsOf } from '../../../src/core/slots/problems.js';
import type { SlotEvent } from '../../../src/core/slots/slot-events.js';
import { silentLogger } from '../../../src/lib/logger.js';
import { createAgent } from '../../../src/ocs/agent/agent.js';
import { OP_CODES } from '../../../src/ocs/protocol.js';
import { SOCS_0_4_4, startObservatory, tamperWith } from '../observatory.js';

/** Answers to this action that are errors while `isBroken`. */
function breakable(action: string, message: string) {
  const answers = {
    isBroken: false,
    tamper: tamperWith(action, (ask) => {
      if (answers.isBroken) throw new Error(message);
      return ask();
    }),
  };
  return answers;
}

const heartbeat = (instanceId: string, codes: unknown, agentStart = '1') => {
  const address = `observatory.${instanceId}`;
  const topic = `${address}.feeds.heartbeat`;
  const info = {
    agent_address: address,
    agent_class: 'PysmurfController',
    feed_name: 'heartbeat',
    address: topic,
    session_id: agentStart,
  };
  return [topic, [[codes, info]]] as const;
};

describe('the registry', () => {
  it('finds every slot by its heartbeat, and its stream id by its session data', async (t) => {
    const { slots, found, happened } = await startObservatory(t, { slots: [{}, {}, {}] });
    for (const slot of slots) {
      const { instanceId, address, streamId, streamIdConfirmed, expired, api, readProblems } = found(slot);
      assert.deepEqual(
        { instanceId, address, streamId, streamIdConfirmed, expired, readProblems },
        {
          instanceId: slot.instanceId,
          address: slot.address,
          streamId: slot.streamId,
          streamIdConfirmed: true,
          expired: false,
          readProblems: [],
        },
      );
      assert.deepEqual([api?.hostname, api?.pid, api?.accessControlled], [hostname(), process.pid, true]);
      assert.equal(api?.operations.get('stream')?.op_type, 'process');
      assert.equal(api?.operations.get('take_noise')?.op_type, 'task');
    }
    assert.deepEqual(
      [...happened].sort(),
      slots.map(({ instanceId }) => `ADDED ${instanceId}`),
    );
  });

  it('ignores agents of other classes and malformed heartbeats', async (t) => {
    const { clock, core, connect } = await startObservatory(t);
    const connection = connect();
    const identity = { addressRoot: 'observatory', instanceId: 'acu', agentClass: 'ACUAgent' };
    const agent = createAgent({ connection, ...identity, clock, logger: silentLogger });
    agent.open();
    await clock.advance(100);
    const [topic, [[, info]]] = heartbeat('pysmurf-controller-s9', {});
    const odd = [[], ['junk'], [[null, null]], [[{ take_noise: 'RUNNING' }, info]], [['text', info]]];
    for (const args of odd) connection.publish(topic, args);
    await clock.advance(3000);
    assert.deepEqual(
      core.registry.slots.map(({ instanceId }) => instanceId),
      ['pysmurf-controller-s2'],
    );
    await clock.settle(agent.close(), 'the agent leaves');
  });

  it('reports that a slot has expired, and that it is back under the same stream id', async (t) => {
    const { clock, slots, found, happened } = await startObservatory(t, { slots: [{}, {}] });
    const [slot, other] = slots;
    assert.ok(slot && other);
    await clock.settle(slot.crash(), 'the agent is gone');
    await clock.until(() => found(slot).expired, 'the slot has expired');
    const silence = clock.now().getTime() - found(slot).lastRefresh.getTime();
    // The last heartbeat of the other slot shows until when our link passed messages.
    assert.ok(silence > 20_000 && silence <= 22_100, `${silence} ms`);
    assert.equal(found(slot).streamId, slot.streamId, 'the stream id is remembered');
    assert.equal(found(other).expired, false);

    await clock.settle(slot.restart(), 'the agent is back');
    await clock.until(() => !found(slot).expired && found(slot).streamIdConfirmed, 'the slot is back');
    assert.equal(found(slot).streamId, slot.streamId);
    assert.deepEqual(
      happened.filter((what) => what.endsWith(slot.instanceId)),
      ['ADDED', 'EXPIRED', 'RESTARTED', 'RETURNED'].map((kind) => `${kind} ${slot.instanceId}`),
    );
  });

  it('reports a restart between two heartbeats, and keeps the sessions of before as evicted', async (t) => {
    const { clock, slots, found, happened, others } = await startObservatory(t);
    const [slot] = slots;
    assert.ok(slot);
    await clock.settle(others.start(slot.address, 'set_biases', { bias: 1 }), 'set_biases starts');
    const last = () => found(slot).sessions.get('set_biases');
    await clock.until(() => last()?.session.status === 'done', 'the end of set_biases is seen');
    const [before, { agentStart }] = [last(), found(slot)];
    await clock.settle(slot.restart(), 'the agent is back');
    const isBack = () => found(slot).agentStart !== agentStart && found(slot).streamIdConfirmed;
    await clock.until(isBack, 'the stream id is reported again');
    assert.deepEqual(happened, [`ADDED ${slot.instanceId}`, `RESTARTED ${slot.instanceId}`]);
    assert.deepEqual(last(), { ...before, evicted: true });
    assert.equal(found(slot).sessions.get('check_state')?.evicted, false);
  });

  it('reads a session when a heartbeat shows that it has changed, whoever started it', async (t) => {
    const { clock, slots, core, others } = await startObservatory(t);
    const seen: (readonly [string, boolean | null])[] = [];
    core.events.sessions.listen(({ operation, record: { session } }) => {
      if (operation === 'take_noise') seen.push([session.status, session.success]);
    });
    const starting = others.start(slots[0]?.address ?? '', 'take_noise', { duration: 30 });
    await clock.settle(starting, 'take_noise starts');
    await clock.until(() => seen.some(([status]) => status === 'done'), 'the end is seen');
    assert.deepEqual(
      [seen.at(0), seen.at(-1)],
      [
        ['running', null],
        ['done', true],
      ],
    );
  });

  it('reads a running session repeatedly only while somebody watches it', async (t) => {
    const { clock, slots, core, others, count, found } = await startObservatory(t);
    const [slot] = slots;
    assert.ok(slot);
    await clock.settle(others.start(slot.address, 'take_noise', { duration: 5000 }), 'take_noise starts');
    await clock.until(() => found(slot).opCodes.get('take_noise') === OP_CODES.RUNNING, 'it is seen to run');
    await clock.advance(1000);
    const unwatched = count('status', 'take_noise');
    await clock.advance(20_000);
    assert.equal(count('status', 'take_noise'), unwatched, 'nobody looks');
    const watching = core.watch.watch((_slot, operation) => operation === 'take_noise');
    await clock.advance(20_000);
    const watched = count('status', 'take_noise') - unwatched;
    assert.ok(watched >= 19 && watched <= 20, `${watched} questions in 20 s`);
    // The last question is answered.
    await clock.advance(500);
    clock.setBack(3_600_000);
    await clock.advance(20_000);
    const later = count('status', 'take_noise') - unwatched - watched;
    assert.ok(later >= 19, `${later} questions in 20 s after the clock was set back`);
    watching.close();
    await clock.advance(20_000);
    assert.equal(count('status', 'take_noise'), unwatched + watched + later, 'nobody looks any more');
  });

  it('reports what cannot be read from an agent, and reads it when that is possible again', async (t) => {
    const api = breakable('get_api', 'out of order');
    api.isBroken = true;
    const { clock, slots, found } = await startObservatory(t, { slots: [api] });
    const [slot] = slots;
    assert.ok(slot);
    assert.equal(found(slot).api, null);
    const [problem] = found(slot).readProblems;
    assert.equal(problem?.code, 'API_UNREADABLE');
    assert.match(problem?.message ?? '', /out of order/);
    api.isBroken = false;
    await clock.until(() => found(slot).api, 'it is asked again');
    assert.deepEqual(found(slot).readProblems, []);
  });

  it('repeats a question that failed soon, also if it knows an older answer', async (t) => {
    const api = breakable('get_api', 'no JSON of infinity');
    const { clock, slots, found } = await startObservatory(t, { slots: [api] });
    const [slot] = slots;
    assert.ok(slot);
    api.isBroken = true;
    await clock.until(() => found(slot).readProblems.length > 0, 'the periodic question fails');
    api.isBroken = false;
    await clock.advance(7000);
    assert.deepEqual(found(slot).readProblems, []);
  });

  it('reads the valid part of answers that are partly malformed', async (t) => {
    const tamper = tamperWith('get_api', async (ask) => {
      const api = (await ask()) as { tasks: unknown[] };
      return { ...api, tasks: [...api.tasks, ['polish', { status: 'odd' }, { op_type: 'task' }], 'junk'] };
    });
    const { slots, found } = await startObservatory(t, { slots: [{ tamper }] });
    const [slot] = slots;
    assert.ok(slot);
    assert.ok(found(slot).api?.operations.has('take_noise'));
    assert.ok(found(slot).api?.operations.has('polish'), 'what runs is known, though not its session');
    assert.deepEqual(
      found(slot).readProblems.map(({ code }) => code),
      ['API_MALFORMED'],
    );
  });

  it('reports which session cannot be read', async (t) => {
    const status = breakable('status', 'no JSON of infinity');
    const { clock, slots, found, core } = await startObservatory(t, { slots: [status] });
    const [slot] = slots;
    assert.ok(slot);
    const pull = () => clock.settle(core.registry.pull(slot.address, 'stream'), 'it was asked');
    status.isBroken = true;
    await pull();
    const [problem] = found(slot).readProblems;
    assert.deepEqual([problem?.code, problem?.operation], ['SESSION_UNREADABLE', 'stream']);
    assert.match(problem?.message ?? '', /no JSON of infinity/);
    status.isBroken = false;
    await pull();
    assert.deepEqual(found(slot).readProblems, []);
    status.isBroken = true;
    await pull();
    assert.equal(found(slot).readProblems.length, 1);
    await clock.advance(7000);
    assert.deepEqual(found(slot).readProblems, [], 'get_api reads the session too');
  });

  it('sends one call for all callers at the same time', async (t) => {
    const { clock, slots, core, calls } = await startObservatory(t);
    const address = slots[0]?.address ?? '';
    const asked = calls.length;
    const { registry } = core;
    const apis = Promise.all([1, 2, 3].map(() => registry.refresh(address)));
    const sessions = Promise.all([1, 2, 3].map(() => registry.pull(address, 'take_iv')));
    await clock.settle(Promise.all([apis, sessions]), 'the answers');
    const during = calls
      .slice(asked)
      .filter(({ operation, action }) => action === 'get_api' || operation === 'take_iv');
    assert.equal(during.length, 2);
  });

  it('stops listening when it is closed, and releases every timer', async (t) => {
    const { clock, slots, core, found } = await startObservatory(t);
    const [slot] = slots;
    assert.ok(slot);
    core.close();
    const { lastRefresh } = found(slot);
    await clock.advance(5000);
    assert.equal(found(slot).lastRefresh, lastRefresh);
    const { events } = core;
    assert.deepEqual(
      Object.values(events).map(({ listenerCount }) => listenerCount),
      [1, 0, 0, 0, 0, 0],
      'the one listener is that of this test',
    );
  });
});

describe('a slot as a value', () => {
  it('stays what it was when it is read late', async (t) => {
    const { clock, slots, core, found } = await startObservatory(t);
    const [slot] = slots;
    assert.ok(slot);
    const events: SlotEvent[] = [];
    core.events.slots.listen((event) => events.push(event));
    await clock.settle(slot.crash(), 'the agent is gone');
    await clock.until(() => found(slot).expired, 'it has expired');
    await clock.settle(slot.restart(), 'the agent is back');
    await clock.until(() => !found(slot).expired, 'it is back');
    const late = events.find(({ kind }) => kind === 'EXPIRED');
    assert.equal(late?.slot.expired, true);
    assert.ok((late?.slot.revision ?? 0) < found(slot).revision);
  });

  it('has no new revision for a heartbeat without a change', async (t) => {
    const { clock, slots, core, found } = await startObservatory(t);
    const [slot] = slots;
    assert.ok(slot);
    await clock.advance(5000);
    const { revision, lastRefresh } = found(slot);
    const events: SlotEvent[] = [];
    core.events.slots.listen((event) => events.push(event));
    await clock.advance(3000);
    assert.deepEqual([found(slot).revision, events.length], [revision, 0]);
    assert.ok(found(slot).lastRefresh > lastRefresh);
  });

  it('changes with everything that is shown with it: its runs, its problems, and its marks', async (t) => {
    const { clock, slots, core, found, start, end } = await startObservatory(t, {
      slots: [{}, { streamId: 'ufm_mv2' }],
    });
    const [slot, rival] = slots;
    assert.ok(slot && rival);
    const { marks, profile } = core;
    const problems = () =>
      problemsOf(found(slot), { slots: core.registry.slots, marks, profile, overdue: core.overdue });
    const changes = async (act: () => unknown) => {
      const before = found(slot).revision;
      await act();
      await clock.until(() => found(slot).revision > before, 'the slot has changed');
    };
    await changes(() =>
      core.marks.setOutOfService(slot.address, { since: new Date(), by: null, reason: 'x' }),
    );
    await changes(() => core.marks.setOutOfService(slot.address, null));
    assert.equal(problems()[0]?.code, 'NAME_CONFLICT');
    await changes(() => clock.settle(rival.close(), 'its rival leaves'));
    await clock.until(() => found(rival).expired, 'its rival has expired');
    assert.deepEqual(problems(), []);
    const begun = await start('take_noise', { params: { duration: 30 }, streamIds: [slot.instanceId] });
    assert.deepEqual(core.runs.openOn(slot.address).length, 1);
    await end(begun);
    await changes(() => {});
  });
});

describe('the initial scan', () => {
  it('starts again when the connection breaks during the scan, so that "all" always means all slots', async (t) => {
    const { clock, core, link } = await startObservatory(t, { early: true, slots: [{}, {}, {}] });
    const { scan } = core.registry;
    await clock.advance(1500);
    link.drop();
    await clock.advance(10_000);
    assert.equal(scan.isDone, false, 'the time without a link does not count');
    link.restore();
    await clock.advance(1500);
    assert.equal(scan.isDone, false);
    await clock.until(() => scan.isDone, 'it is complete');
    assert.equal(core.registry.slots.length, 3);
  });

  it('is waited for by every request that needs names, for a limited time', async (t) => {
    const { clock, core } = await startObservatory(t, { early: true });
    const { scan } = core.registry;
    await clock.settle(scan.done(100), 'a bound');
    assert.equal(scan.isDone, false);
    await clock.settle(scan.done(60_000), 'its end');
    assert.equal(scan.isDone, true);
    await clock.settle(scan.done(0), 'no time at all');
  });
});

describe('what we store because of an agent', () => {
  it('is limited: op codes that have disappeared, and their sessions, are dropped', async (t) => {
    const { clock, core, connect } = await startObservatory(t, { slots: [] });
    const connection = connect();
    await clock.advance(100);
    for (let round = 0; round < 40; round++) {
      const names = Array.from({ length: 200 }, (_, index) => [`op_${round}_${index}`, OP_CODES.NONE]);
      connection.publish(...heartbeat('pysmurf-controller-s9', Object.fromEntries(names)));
      await clock.advance(1000);
    }
    const slot = core.registry.byAddress('observatory.pysmurf-controller-s9');
    assert.equal(slot?.opCodes.size, 200);
    assert.ok((slot?.sessions.size ?? 0) <= 500);
  });

  it('is limited: slots above a number that no telescope has are ignored', async (t) => {
    const { clock, core, connect } = await startObservatory(t, { slots: [], maxSlots: 100 });
    const connection = connect();
    await clock.advance(100);
    for (let slot = 119; slot >= 0; slot--)
      connection.publish(...heartbeat(`pysmurf-controller-x${slot}`, {}));
    await clock.advance(100);
    const ids = core.registry.slots.map(({ instanceId }) => instanceId);
    assert.equal(ids.length, 100);
    const [first, second] = ['pysmurf-controller-x20', 'pysmurf-controller-x21'];
    assert.deepEqual([...ids.slice(0, 2), ids.at(-1)], [first, second, 'pysmurf-controller-x119']);
  });
});

describe('a controller of socs 0.4.4', () => {
  it('has no feed with its state, which is read at the usual interval and never stale', async (t) => {
    const { clock, slots, core, found, count } = await startObservatory(t, { slots: [SOCS_0_4_4] });
    const [slot] = slots;
    assert.ok(slot);
    const before = count('status', 'check_state');
    let isStale = false;
    core.events.slots.listen(({ slot: { staleSince } }) => {
      isStale ||= staleSince !== null;
    });
    await clock.advance(120_000);
    const asked = count('status', 'check_state') - before;
    assert.ok(asked >= 10 && asked <= 13, `${asked} questions in two minutes`);
    assert.deepEqual([found(slot).staleSince, isStale], [null, false]);
  });

  it('cannot report that data flow: a stream is ready when it runs', async (t) => {
    const { clock, start, core } = await startObservatory(t, { slots: [SOCS_0_4_4] });
    const begun = await start('stream');
    const before = clock.monotonic();
    const ready = await clock.settle(core.runs.waitFor(begun.id, 'READY', 60), 'it is ready');
    assert.equal(ready.slots[0]?.status, 'RUNNING');
    assert.ok(clock.monotonic() - before < 1000);
  });
});
