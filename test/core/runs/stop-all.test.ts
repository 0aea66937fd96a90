import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RequestError } from '../../../src/core/errors.js';
import { isUnderWay, type Run } from '../../../src/core/runs/run.js';
import { parseStartRequest, type RawRequest } from '../../../src/core/runs/run-request.js';
import type { StopAllResult } from '../../../src/core/runs/stop-all.js';
import { createMemoryRunStore } from '../../../src/storage/memory-run-store.js';
import { type Observatory, slotOf, startObservatory, statuses, tamperWith, WORDS } from '../observatory.js';

const TWO = { slots: [{}, {}] };
const THREE = { slots: [{}, {}, {}] };
const ABSENT = { reject: 'wamp.error.no_such_procedure' } as const;
const SCRIPT = { script: '/data/scripts/map.py' };
const REQUEST = { via: 'GRAPHQL', requestedBy: null, words: WORDS } as const;

const ask = ({ core }: Observatory, streamIds: readonly string[] | null = null, seconds = 5) =>
  core.runs.stopAll({ ...REQUEST, streamIds }, seconds);

const stopAll = (observatory: Observatory, streamIds?: readonly string[] | null, seconds?: number) =>
  observatory.clock.settle(ask(observatory, streamIds, seconds), 'the answer');

const outcome = ({ slots }: StopAllResult) =>
  Object.fromEntries(
    slots.map(({ streamId, instanceId, status, operations }) => [
      streamId ?? instanceId,
      [status, ...operations],
    ]),
  );

const isRunning = ({ slots }: Observatory, index: number, operation: string) =>
  (slots[index]?.session(operation)?.status ?? 'done') !== 'done';

const flowing = ({ clock, slots }: Observatory, ...indices: number[]) =>
  clock.until(
    () => indices.every((index) => slots[index]?.session('stream')?.data['stream_on'] === true),
    'data flow',
  );

/** Agents' own starts of anything but what was there before, from now on. */
function sessionsOf({ slots }: Observatory): string[] {
  const names = ['stream', 'take_noise', 'run', 'take_iv'];
  return slots.flatMap((slot) =>
    names.map((name) => `${slot.instanceId} ${name} ${slot.session(name)?.encoded().start_time ?? 'never'}`),
  );
}

async function nothingStartsAfterwards(observatory: Observatory): Promise<void> {
  const before = sessionsOf(observatory);
  await observatory.clock.advance(900_000);
  assert.deepEqual(sessionsOf(observatory), before);
}

describe('a stop of everything', () => {
  it('ends the runs of both interfaces, a stream and a series, and nothing starts afterwards', async (t) => {
    const observatory = await startObservatory(t, THREE);
    const { clock, others, slots, start, end, runWhere } = observatory;
    const stream = await start('stream', { streamIds: ['ufm_mv2'], via: 'OCS' });
    const series = await start('take_noise', {
      ...{ streamIds: ['ufm_mv3', 'ufm_mv4'], maxConcurrency: 1, params: { duration: 300 } },
    });
    await clock.settle(others.start(slots[2]?.address ?? '', 'stream', {}), 'another program streams');
    await flowing(observatory, 0, 2);
    await runWhere(series, (run) => statuses(run)[0] === 'RUNNING', 'the series has begun');
    const result = await stopAll(observatory, null, 60);
    assert.deepEqual(outcome(result), {
      ufm_mv2: ['STOPPED', 'stream'],
      ufm_mv3: ['GOES_ON', 'take_noise'],
      ufm_mv4: ['STOPPED', 'stream'],
    });
    assert.match(result.slots[1]?.reason ?? '', /cannot abort take_noise/);
    assert.equal(
      slots.every((slot) => slot.session('check_state')?.status === 'running'),
      true,
    );
    assert.deepEqual(statuses(await end(stream)), ['CANCELLED']);
    await nothingStartsAfterwards(observatory);
    const { status, slots: parts } = await end(series);
    assert.deepEqual(
      [status, ...parts.map((part) => part.status)],
      ['CANCELLED', 'SUCCEEDED', 'NOT_STARTED'],
    );
    const actions = result.runs.map(({ action, operation }) => `${action} ${operation}`);
    assert.deepEqual(actions, ['RUN stream', 'RUN take_noise', 'STOP stream']);
  });

  it('answers as soon as everything is known', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const before = observatory.clock.monotonic();
    const result = await stopAll(observatory, null, 60);
    assert.ok(observatory.clock.monotonic() - before < 1000);
    assert.deepEqual(outcome(result), { ufm_mv2: ['NOTHING_RUNNING'], ufm_mv3: ['NOTHING_RUNNING'] });
  });

  it('sends everything before it waits for any answer', async (t) => {
    const observatory = await startObservatory(t);
    await observatory.start('stream');
    await flowing(observatory, 0);
    const asked = ask(observatory);
    assert.equal(observatory.count('stop', 'stream'), 1);
    await observatory.clock.settle(asked, 'the answer');
  });

  it('ends a script, which it kills once', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const { clock, others, slots, start, runWhere } = observatory;
    const ours = await start('run', { streamIds: ['ufm_mv2'], params: SCRIPT });
    await clock.settle(others.start(slots[1]?.address ?? '', 'run', SCRIPT), 'a script of others begins');
    await runWhere(ours, (run) => statuses(run)[0] === 'RUNNING', 'ours runs');
    await clock.advance(2000);
    const result = await stopAll(observatory, null, 30);
    assert.deepEqual(outcome(result), { ufm_mv2: ['STOPPED', 'run'], ufm_mv3: ['STOPPED', 'run'] });
    assert.equal(observatory.count('start', 'abort'), 2);
  });

  it('also stops what began after the last heartbeat', async (t) => {
    const observatory = await startObservatory(t);
    const { clock, others, slots } = observatory;
    await clock.settle(others.start(slots[0]?.address ?? '', 'take_noise', { duration: 60 }), 'it begins');
    const result = await stopAll(observatory);
    assert.deepEqual(outcome(result), { ufm_mv2: ['GOES_ON', 'take_noise'] });
  });

  it('is not misled by a run that has ended on the slot but is still open on another', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const { clock, others, slots, start, runWhere } = observatory;
    const address = slots[0]?.address ?? '';
    const noise = await start('take_noise', { maxConcurrency: 1, params: { duration: 20 } });
    await runWhere(noise, (run) => statuses(run)[1] === 'RUNNING', 'the second slot has begun');
    await clock.settle(others.start(address, 'take_noise', { duration: 300 }), 'another program begins');
    await clock.advance(2000);
    const result = await stopAll(observatory);
    assert.deepEqual(outcome(result)['ufm_mv2'], ['GOES_ON', 'take_noise']);
  });

  it('stops what another program has started since a run of that operation ended on the slot', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const { clock, others, slots, start, runWhere } = observatory;
    const address = slots[0]?.address ?? '';
    const stream = await start('stream');
    await flowing(observatory, 0, 1);
    await clock.settle(others.stop(address, 'stream'), 'it is stopped');
    await runWhere(stream, (run) => !isUnderWay(slotOf(run, 0)), 'it has ended');
    await clock.settle(others.start(address, 'stream', {}), 'another program streams');
    await flowing(observatory, 0);
    const result = await stopAll(observatory, null, 60);
    assert.deepEqual(outcome(result), { ufm_mv2: ['STOPPED', 'stream'], ufm_mv3: ['STOPPED', 'stream'] });
    assert.equal(isRunning(observatory, 0, 'stream'), false);
  });

  it('reports in time a slot that takes long to stop', async (t) => {
    const observatory = await startObservatory(t);
    await observatory.start('stream');
    await flowing(observatory, 0);
    const result = await stopAll(observatory, null, 0);
    assert.deepEqual(result.slots[0]?.status, 'UNREACHABLE');
    assert.equal(result.slots[0]?.reason, 'The agent has not answered yet.');
    const later = await stopAll(observatory, null, 0.1);
    assert.deepEqual(outcome(later), { ufm_mv2: ['STOPPING', 'stream'] });
  });

  it('can be sent twice', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const { clock, start, end } = observatory;
    const begun = await start('stream');
    await flowing(observatory, 0, 1);
    const both = Promise.all([ask(observatory, null, 60), ask(observatory, null, 60)]);
    const [first, second] = await clock.settle(both, 'both answers');
    for (const result of [first, second]) {
      assert.deepEqual(outcome(result), { ufm_mv2: ['STOPPED', 'stream'], ufm_mv3: ['STOPPED', 'stream'] });
    }
    assert.deepEqual(statuses(await end(begun)), ['CANCELLED', 'CANCELLED']);
    const third = await stopAll(observatory);
    assert.deepEqual(outcome(third), { ufm_mv2: ['NOTHING_RUNNING'], ufm_mv3: ['NOTHING_RUNNING'] });
  });

  it('does not stop what is started after it', async (t) => {
    const observatory = await startObservatory(t);
    await stopAll(observatory);
    const run = await observatory.end(await observatory.start('take_noise', { params: { duration: 5 } }));
    assert.deepEqual(statuses(run), ['SUCCEEDED']);
  });
});

describe('a stop of everything on some slots', () => {
  it('leaves the others alone, also those of the same run', async (t) => {
    const observatory = await startObservatory(t, THREE);
    const { start, end, stop } = observatory;
    const begun = await start('stream');
    await flowing(observatory, 0, 1, 2);
    const result = await stopAll(observatory, ['ufm_mv2', 'pysmurf-controller-s3'], 60);
    assert.deepEqual(outcome(result), { ufm_mv2: ['STOPPED', 'stream'], ufm_mv3: ['STOPPED', 'stream'] });
    assert.equal(isRunning(observatory, 2, 'stream'), true);
    stop('stream');
    assert.deepEqual(statuses(await end(begun)), ['CANCELLED', 'CANCELLED', 'SUCCEEDED']);
  });

  it('does not start its slots in a series that continues on the others', async (t) => {
    const observatory = await startObservatory(t, THREE);
    const { start, end, runWhere } = observatory;
    const series = await start('take_noise', { maxConcurrency: 1, params: { duration: 20 } });
    await runWhere(series, (run) => statuses(run)[0] === 'RUNNING', 'it has begun');
    const result = await stopAll(observatory, ['ufm_mv3']);
    assert.deepEqual(outcome(result), { ufm_mv3: ['NOTHING_RUNNING'] });
    const { status, slots } = await end(series);
    assert.deepEqual(
      [status, ...slots.map((slot) => slot.status)],
      ['FAILED', 'SUCCEEDED', 'NOT_STARTED', 'SUCCEEDED'],
    );
  });

  it('rejects no name, and an empty list', async (t) => {
    const observatory = await startObservatory(t);
    const result = await stopAll(observatory, ['ufm_mv2', 'nobody']);
    assert.deepEqual(outcome(result), { ufm_mv2: ['NOTHING_RUNNING'], nobody: ['UNREACHABLE'] });
    assert.match(result.slots[1]?.reason ?? '', /^No slot is named nobody/);
    await assert.rejects(
      ask(observatory, []),
      (error) => error instanceof RequestError && error.code === 'NOTHING_SELECTED',
    );
  });

  it('accepts "all" for all slots', async (t) => {
    const observatory = await startObservatory(t, TWO);
    assert.equal((await stopAll(observatory, ['all'])).slots.length, 2);
  });
});

describe('a stop of everything while the store hangs', () => {
  function hangingStore() {
    const memory = createMemoryRunStore();
    let open = () => {};
    let gate = Promise.resolve();
    return {
      store: {
        ...memory,
        create: (run: Run) => gate.then(() => memory.create(run)),
        append: (...args: Parameters<typeof memory.append>) => gate.then(() => memory.append(...args)),
      },
      hang() {
        gate = new Promise((resolve) => {
          open = resolve;
        });
      },
      goOn: () => open(),
    };
  }

  it('stops everything that runs, and reports it', async (t) => {
    const { store, hang, goOn } = hangingStore();
    const observatory = await startObservatory(t, { store });
    const begun = await observatory.start('stream');
    await flowing(observatory, 0);
    hang();
    const before = observatory.clock.monotonic();
    const result = await stopAll(observatory, null, 60);
    assert.ok(observatory.clock.monotonic() - before < 30_000);
    assert.deepEqual(outcome(result), { ufm_mv2: ['STOPPED', 'stream'] });
    assert.equal(isRunning(observatory, 0, 'stream'), false);
    goOn();
    assert.deepEqual(statuses(await observatory.end(begun)), ['CANCELLED']);
  });

  it('starts nothing of a run that is still being stored', async (t) => {
    const { store, hang, goOn } = hangingStore();
    const observatory = await startObservatory(t, { store, slots: [{}, {}] });
    const { clock, core, end } = observatory;
    hang();
    const starting = core.runs.start(
      parseStartRequest({ ...REQUEST, operation: 'stream', streamIds: null } as RawRequest),
    );
    await clock.advance(100);
    const result = await stopAll(observatory);
    assert.deepEqual(outcome(result), { ufm_mv2: ['NOTHING_RUNNING'], ufm_mv3: ['NOTHING_RUNNING'] });
    goOn();
    const run = await end(await clock.settle(starting, 'the run is stored'));
    assert.deepEqual([run.status, ...statuses(run)], ['CANCELLED', 'NOT_STARTED', 'NOT_STARTED']);
    assert.equal(observatory.count('start', 'stream'), 0);
  });
});

describe('a stop of everything that does not reach a slot', () => {
  it('reports at once that there is no connection, and is sent when the connection is back', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const { clock, link, start, end } = observatory;
    const begun = await start('stream', { streamIds: ['ufm_mv2'] });
    await flowing(observatory, 0);
    link.drop();
    await clock.advance(100);
    const before = clock.monotonic();
    const result = await stopAll(observatory);
    assert.ok(clock.monotonic() - before < 1000);
    assert.deepEqual(outcome(result), { ufm_mv2: ['UNREACHABLE', 'stream'], ufm_mv3: ['UNREACHABLE'] });
    assert.match(
      result.slots[0]?.reason ?? '',
      /Not connected to the router\. The stop will be sent after reconnection\./,
    );
    link.restore();
    assert.deepEqual(statuses(await end(begun)), ['CANCELLED']);
  });

  it('ends what began while the connection was down, as soon as it is back', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const { clock, link, others, slots } = observatory;
    link.drop();
    await clock.advance(3000);
    await clock.settle(others.start(slots[0]?.address ?? '', 'stream', {}), 'a stream begins');
    await flowing(observatory, 0);
    await clock.settle(others.start(slots[1]?.address ?? '', 'run', SCRIPT), 'a script begins');
    await clock.advance(2000);
    link.restore();
    await clock.until(() => link.link.connected, 'the link is back');
    const result = await stopAll(observatory, null, 60);
    assert.deepEqual(outcome(result), { ufm_mv2: ['STOPPED', 'stream'], ufm_mv3: ['STOPPED', 'run'] });
  });

  it('reports an agent that has crashed, and stops the others', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const { clock, slots, start } = observatory;
    await start('stream');
    await flowing(observatory, 0, 1);
    await clock.settle(slots[0]?.crash() ?? Promise.resolve(), 'the agent is gone');
    const result = await stopAll(observatory, null, 60);
    assert.deepEqual(outcome(result), { ufm_mv2: ['UNREACHABLE', 'stream'], ufm_mv3: ['STOPPED', 'stream'] });
    assert.match(result.slots[0]?.reason ?? '', /could not be reached/);
  });

  it('ends what runs on a slot that can be reached only later, while it waits for others', async (t) => {
    let isHidden = false;
    const slow = tamperWith('stop', async (stop) => {
      await observatory.clock.sleep(4000);
      return stop();
    });
    const hidden = { isMute: () => isHidden };
    const observatory = await startObservatory(t, { slots: [hidden, { tamper: slow }] });
    const { clock, others, realm, slots } = observatory;
    await clock.settle(others.start(slots[1]?.address ?? '', 'stream', {}), 'a stream runs');
    await flowing(observatory, 1);
    isHidden = true;
    realm.intercept(({ procedure, args: [action] }) =>
      isHidden && action === 'get_api' && procedure === slots[0]?.address ? ABSENT : undefined,
    );
    await clock.advance(3000);
    await clock.settle(others.start(slots[0]?.address ?? '', 'run', SCRIPT), 'a script runs unheard');
    const asked = ask(observatory, null, 30);
    await clock.advance(2000);
    isHidden = false;
    const result = await clock.settle(asked, 'the answer');
    assert.deepEqual(outcome(result), { ufm_mv2: ['STOPPED', 'run'], ufm_mv3: ['STOPPED', 'stream'] });
  });

  it('does not report that nothing runs on a slot that does not report its sessions and is not heard', async (t) => {
    let isHidden = false;
    const observatory = await startObservatory(t, { slots: [{ isMute: () => isHidden }] });
    const { clock, others, realm, slots } = observatory;
    isHidden = true;
    await clock.advance(3000);
    await clock.settle(others.start(slots[0]?.address ?? '', 'take_noise', { duration: 300 }), 'it begins');
    realm.intercept(({ args: [action] }) => (action === 'get_api' ? ABSENT : undefined));
    const [slot] = (await stopAll(observatory, null, 30)).slots;
    assert.deepEqual([slot?.status, slot?.operations], ['UNREACHABLE', []]);
  });

  it('tries a slot that has expired too', async (t) => {
    let isMute = false;
    const observatory = await startObservatory(t, { slots: [{ isMute: () => isMute }] });
    const { clock, core, others, slots } = observatory;
    await clock.settle(others.start(slots[0]?.address ?? '', 'stream', {}), 'it streams');
    await flowing(observatory, 0);
    isMute = true;
    await clock.until(() => core.registry.slots[0]?.expired, 'it has expired');
    await stopAll(observatory, null, 60);
    assert.equal(isRunning(observatory, 0, 'stream'), false);
  });

  it('is bounded if an agent does not answer', async (t) => {
    const tamper = tamperWith('stop', () => new Promise(() => {}));
    const observatory = await startObservatory(t, { slots: [{ tamper }] });
    await observatory.start('stream');
    await flowing(observatory, 0);
    const before = observatory.clock.monotonic();
    const result = await stopAll(observatory);
    assert.equal(observatory.clock.monotonic() - before, 5000);
    assert.deepEqual(outcome(result), { ufm_mv2: ['UNREACHABLE', 'stream'] });
    assert.equal(result.slots[0]?.reason, 'The agent has not answered yet.');
  });
});
