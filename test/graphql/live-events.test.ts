import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createMemoryRunStore } from '../../src/storage/memory-run-store.js';
import { type ObservatoryOptions, startObservatory } from '../core/observatory.js';
import { inProcess, type Reader } from './in-process.js';

const S2 = 'pysmurf-controller-s2';
const S3 = 'pysmurf-controller-s3';

async function start(t: TestContext, options: ObservatoryOptions = { slots: [{}, {}] }) {
  const observatory = await startObservatory(t, options);
  const { clock } = observatory;
  const face = inProcess(observatory.core);
  /** The first event that fits, within `boundMs` of virtual time. */
  const first = <Event>(
    reader: Reader<Event>,
    fits: (event: Event) => boolean,
    what: string,
    boundMs?: number,
  ) =>
    clock.settle(
      (async () => {
        for (;;) {
          const event = await reader.next();
          if (fits(event)) return event;
        }
      })(),
      what,
      boundMs,
    );
  /** The same where what it shows has just happened: no other event of the slot may be needed to bring it. */
  const now = <Event>(reader: Reader<Event>, fits: (event: Event) => boolean, what: string) =>
    first(reader, fits, what, 10);
  return { ...observatory, ...face, first, now };
}

interface SlotFields {
  readonly instanceId: string;
  readonly expired: boolean;
  readonly problems: readonly { readonly code: string }[];
  readonly outOfService: { readonly reason: string } | null;
  readonly currentRuns: readonly { readonly id: string }[];
  readonly session: { readonly status: string } | null;
}

interface SlotEvent {
  readonly smurfInstances: { readonly kind: string; readonly instances: readonly SlotFields[] };
}

const WATCH = `subscription ($streamIds: [ID!]) { smurfInstances(streamIds: $streamIds) { kind instances {
  instanceId expired problems { code } outOfService { reason } currentRuns { id }
  session(operation: "take_noise") { status }
} } }`;

/** Looks at the slots of an event, but for the snapshot. */
const shows = (instanceId: string, fits: (slot: SlotFields) => boolean) => (event: SlotEvent) =>
  event.smurfInstances.kind !== 'SNAPSHOT' &&
  event.smurfInstances.instances.some((slot) => slot.instanceId === instanceId && fits(slot));

describe('everything that changes a field of a slot makes an event', () => {
  it('a run that waits its turn on the slot, and its end', async (t) => {
    const { subscribe, ask, start: begin, now, cancel, end } = await start(t);
    const reader = await subscribe<SlotEvent>(WATCH, { streamIds: ['ufm_mv3'] });
    const run = await begin('stream', { maxConcurrency: 1 });
    const { id } = run;
    await now(
      reader,
      shows(S3, ({ currentRuns }) => currentRuns[0]?.id === id),
      'the run is shown',
    );
    const query = '{ smurfInstance(id: "ufm_mv3") { currentRuns { id } } }';
    assert.deepEqual(await ask(query), { smurfInstance: { currentRuns: [{ id }] } });
    await cancel(run);
    await now(
      reader,
      shows(S3, ({ currentRuns }) => currentRuns.length === 0),
      'the run is gone',
    );
    await end(run);
    await reader.leave();
  });

  it('a run that has ended on the slot', async (t) => {
    const { subscribe, start: begin, now, runWhere } = await start(t);
    const run = await begin('take_noise', { params: { duration: 5 }, streamIds: ['ufm_mv3'] });
    const reader = await subscribe<SlotEvent>(WATCH, { streamIds: ['ufm_mv3'] });
    await runWhere(run, ({ endTime }) => endTime !== null, 'its end');
    await now(
      reader,
      shows(S3, ({ currentRuns }) => currentRuns.length === 0),
      'the run is gone',
    );
    await reader.leave();
  });

  it('the end of a run after its store has written it, long after the session has ended', async (t) => {
    const memory = createMemoryRunStore();
    let sleep = () => Promise.resolve();
    const {
      clock,
      subscribe,
      start: begin,
      end,
    } = await start(t, {
      slots: [{}],
      store: {
        ...memory,
        async append(changes) {
          await sleep();
          return await memory.append(changes);
        },
      },
    });
    sleep = () => clock.sleep(300);
    const reader = await subscribe<SlotEvent>(WATCH);
    let last: SlotFields | undefined;
    const reading = (async () => {
      for (;;) last = (await reader.next()).smurfInstances.instances[0];
    })();
    const run = await begin('take_noise', { params: { duration: 5 } });
    await clock.until(() => last?.currentRuns.length === 1, 'the run is in the list');
    await end(run);
    await clock.advance(10);
    assert.deepEqual([last?.session?.status, last?.currentRuns], ['DONE', []]);
    await reader.leave();
    await assert.rejects(reading);
  });

  it('another slot that claims its stream id, and ends the claim', async (t) => {
    let isMute = false;
    const { subscribe, slots, now, clock, found } = await start(t, {
      slots: [{ isMute: () => isMute }, {}],
      expireTimeMs: 600_000,
    });
    const [, other] = slots;
    assert.ok(other);
    const reader = await subscribe<SlotEvent>(WATCH, { streamIds: [S2] });
    // So that nothing of its own brings an event of the slot.
    isMute = true;
    const fault = other.fault({ kind: 'claim', streamId: 'ufm_mv2' });
    const hasConflict = ({ problems }: SlotFields) => problems.some(({ code }) => code === 'NAME_CONFLICT');
    await clock.until(() => found(other).streamId === 'ufm_mv2', 'the claim');
    await now(reader, shows(S2, hasConflict), 'the conflict');
    fault.close();
    await clock.until(() => found(other).streamId === 'ufm_mv3', 'the claim is over');
    await now(
      reader,
      shows(S2, (slot) => !hasConflict(slot)),
      'no conflict',
    );
    await reader.leave();
  });

  it('an unknown outcome, and its acknowledgement', async (t) => {
    const { subscribe, ask, start: begin, now, end, slots } = await start(t);
    slots[0]?.fault({ kind: 'hang', operation: 'take_noise' });
    const names = { streamIds: ['ufm_mv2'] };
    const run = await begin('take_noise', { ...names, params: { duration: 5 }, timeoutSeconds: 20 });
    const reader = await subscribe<SlotEvent>(WATCH);
    await end(run);
    const isUnknown = ({ problems }: SlotFields) => problems.some(({ code }) => code === 'OUTCOME_UNKNOWN');
    await now(reader, shows(S2, isUnknown), 'the problem');
    const { smurfInstance } = await ask<{ smurfInstance: { problems: unknown } }>(
      `query ($id: ID!) { smurfInstance(id: $id) { problems { code runId outcome } } }`,
      { id: 'ufm_mv2' },
    );
    assert.deepEqual(smurfInstance.problems, [
      { code: 'OUTCOME_UNKNOWN', runId: run.id, outcome: 'TIMED_OUT' },
    ]);
    await ask('mutation ($streamIds: [ID!]!) { acknowledge(streamIds: $streamIds) { id } }', names);
    await now(
      reader,
      shows(S2, (slot) => !isUnknown(slot)),
      'no problem',
    );
    await reader.leave();
  });

  it('marks: out of service', async (t) => {
    const { subscribe, ask, now } = await start(t);
    const reader = await subscribe<SlotEvent>(WATCH);
    await ask('mutation { setOutOfService(streamIds: ["ufm_mv2"], reason: "amplifier") { id } }');
    await now(
      reader,
      shows(S2, ({ outOfService }) => outOfService?.reason === 'amplifier'),
      'the mark',
    );
    await ask('mutation { setInService(streamIds: ["ufm_mv2"]) { id } }');
    await now(
      reader,
      shows(S2, ({ outOfService }) => outOfService === null),
      'no mark',
    );
    await reader.leave();
  });

  it('a session of any operation', async (t) => {
    const { subscribe, start: begin, now, clock, found, slots } = await start(t);
    const reader = await subscribe<SlotEvent>(WATCH);
    const [slot] = slots;
    assert.ok(slot);
    await begin('take_noise', { params: { duration: 30 } });
    for (const status of ['running', 'done']) {
      await clock.until(() => found(slot).sessions.get('take_noise')?.session.status === status, status);
      const isShown = ({ session }: SlotFields) => session?.status === status.toUpperCase();
      await now(reader, shows(S2, isShown), `${status} is shown`);
    }
    await reader.leave();
  });
});

describe('an event that a subscriber reads late', () => {
  it('shows the slot at the time of the event, and the last event shows the current state', async (t) => {
    const isMute = { value: false };
    const { subscribe, clock, happened, core, slots } = await start(t, {
      slots: [{ isMute: () => isMute.value }],
    });
    const reader = await subscribe<SlotEvent>(WATCH);
    isMute.value = true;
    await clock.until(() => happened.includes(`EXPIRED ${S2}`), 'it has expired');
    isMute.value = false;
    await clock.until(() => happened.includes(`RETURNED ${S2}`), 'it has returned');
    core.marks.setOutOfService(slots[0]?.address ?? '', { since: clock.now(), by: null, reason: 'a test' });
    const events: (readonly [string, boolean | undefined])[] = [];
    while (events.at(-1)?.[0] !== 'UPDATED' || !events.some(([kind]) => kind === 'RETURNED')) {
      const { kind, instances } = (await reader.next()).smurfInstances;
      events.push([kind, instances[0]?.expired]);
    }
    assert.deepEqual(
      events.filter(([kind]) => kind === 'EXPIRED' || kind === 'RETURNED'),
      [
        ['EXPIRED', true],
        ['RETURNED', false],
      ],
    );
    assert.deepEqual(events.at(-1), ['UPDATED', false]);
    await reader.leave();
  });
});

interface RunEvent {
  readonly runs: { readonly id: string; readonly status: string };
}

const WATCH_RUNS = 'subscription ($filter: RunFilter) { runs(filter: $filter) { id status } }';

describe('the subscription runs with a filter', () => {
  it('sends a run that leaves the filter once more, so that a list of running runs empties', async (t) => {
    const { subscribe, start: begin, first, clock } = await start(t);
    const going = await begin('take_noise', { params: { duration: 10 }, streamIds: ['ufm_mv3'] });
    const reader = await subscribe<RunEvent>(WATCH_RUNS, { filter: { statuses: ['RUNNING'] } });
    const later = await begin('stream', { streamIds: ['ufm_mv2'] });
    const ended = await first(reader, ({ runs }) => runs.status !== 'RUNNING', 'an end');
    assert.deepEqual(ended.runs, { id: going.id, status: 'SUCCEEDED' });
    const next = clock.settle(reader.next(), 'another event', 60_000).catch(() => null);
    const { runs } = (await next) ?? { runs: { id: later.id } };
    assert.equal(runs.id, later.id, 'the run that has ended is not sent again');
    await reader.leave();
  });

  it('sends nothing about runs that never matched', async (t) => {
    const { subscribe, start: begin, first, end } = await start(t);
    const filter = { statuses: ['RUNNING'], operation: 'take_iv' };
    const reader = await subscribe<RunEvent>(WATCH_RUNS, { filter });
    await end(await begin('take_noise', { params: { duration: 1 } }));
    const { id } = await begin('take_iv', {});
    const { runs } = await first(reader, () => true, 'the first event');
    assert.equal(runs.id, id);
    await reader.leave();
  });

  it('keeps at most one event for each run for a subscriber that does not read', async (t) => {
    const { subscribe, start: begin, end } = await start(t);
    const reader = await subscribe<RunEvent>(WATCH_RUNS, { filter: { statuses: ['RUNNING'] } });
    const ids = [];
    for (let count = 0; count < 3; count++) {
      ids.push((await end(await begin('take_noise', { params: { duration: 1 } }))).id);
    }
    for (const id of ids) assert.deepEqual((await reader.next()).runs, { id, status: 'SUCCEEDED' });
    await reader.leave();
  });
});

describe('the query runs', () => {
  it('shows the current state of an open run, as every other query does', async (t) => {
    const { start: begin, runWhere, ask } = await start(t);
    const begun = await begin('stream', { streamIds: ['ufm_mv2'] });
    await runWhere(begun, ({ slots }) => slots[0]?.status === 'READY', 'data flow');
    assert.deepEqual(await ask('{ runs { nodes { id slots { status } } } }'), {
      runs: { nodes: [{ id: begun.id, slots: [{ status: 'READY' }] }] },
    });
  });
});

describe('the subscription runUpdates', () => {
  const WATCH_RUN = 'subscription ($id: ID!) { runUpdates(id: $id) { status slots { status } } }';
  interface Update {
    readonly runUpdates: { readonly status: string };
  }

  it('sends the whole run to each subscriber, whenever it subscribed, and completes for all', async (t) => {
    const { subscribe, start: begin, clock, live } = await start(t);
    const { id } = await begin('take_noise', { params: { duration: 30 } });
    const readers: Reader<Update>[] = [];
    for (let count = 0; count < 2; count++) {
      const reader = await subscribe<Update>(WATCH_RUN, { id });
      assert.equal((await reader.next()).runUpdates.status, 'RUNNING');
      readers.push(reader);
      await clock.advance(5000);
    }
    for (const reader of readers) {
      let status = 'RUNNING';
      while (status === 'RUNNING') {
        ({ status } = (await clock.settle(reader.next(), 'an event')).runUpdates);
      }
      assert.equal(status, 'SUCCEEDED');
      await clock.settle(reader.done(), 'it is complete');
    }
    assert.equal(live.size, 0);
  });
});

describe('the subscription feed', () => {
  it('sends the last message of a slot that had no name yet under its current name', async (t) => {
    const { subscribe, clock, core } = await start(t, { slots: [{}] });
    await clock.until(() => core.feeds.past.all(1).length > 0, 'a message');
    const [message] = core.feeds.past.all(1);
    assert.ok(message);
    t.mock.method(core.feeds.past, 'all', () => [{ ...message, slot: { ...message.slot, streamId: null } }]);
    const reader = await subscribe<{ feed: { instance: unknown } }>(
      'subscription { feed(streamIds: ["ufm_mv2"]) { instance { streamId } } }',
    );
    assert.deepEqual(await reader.next(), { feed: { instance: { streamId: 'ufm_mv2' } } });
    await reader.leave();
  });

  it('begins with a past: the last messages of each feed, oldest first, before the new ones', async (t) => {
    const { core, clock, subscribe, ask, rejection } = await start(t, { slots: [{}] });
    const address = core.registry.slots[0]?.address ?? '';
    await clock.until(() => core.feeds.past.of(address, 'state_results', 9).length >= 4, 'four', 90_000);
    const times = core.feeds.past.of(address, 'state_results', 3).map(({ time }) => time.toISOString());
    const reader = await subscribe<{ feed: { time: string } }>(
      'subscription { feed(streamIds: ["ufm_mv2"], feeds: ["state_results"], last: 3) { time } }',
    );
    for (const time of times) assert.deepEqual(await reader.next(), { feed: { time } });
    await reader.leave();
    const { smurfInstance } = await ask<{
      smurfInstance: { feeds: { name: string; messages: unknown[] }[] };
    }>(
      '{ smurfInstance(id: "ufm_mv2") { feeds { name messages(last: 3) { feed kind time instance { streamId } } } } }',
    );
    const state = smurfInstance.feeds.find(({ name }) => name === 'state_results');
    const instance = { streamId: 'ufm_mv2' };
    const feed = 'state_results';
    assert.deepEqual(
      state?.messages,
      times.map((time) => ({ feed, kind: 'MESSAGE', time, instance })),
    );
    const { message } = await rejection(
      '{ smurfInstance(id: "ufm_mv2") { feeds { messages(last: 1001) { time } } } }',
    );
    assert.equal(message, 'last must be 1 to 1000, but got 1001.');
  });
});
