import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pino } from 'pino';
import type { Run } from '../../src/core/runs/run.js';
import { type EncodedSession, REPLY_CODES } from '../../src/ocs/protocol.js';
import { createMemoryRunStore } from '../../src/storage/memory-run-store.js';
import { type Observatory, slotOf, startObservatory, statuses } from '../core/observatory.js';
import { lastMessage, messagesOf, slotsOf, startFace } from './harness.js';

const TWO = { slots: [{}, {}] };
const THREE = { slots: [{}, {}, {}] };
const SCRIPT = { script: '/data/scripts/map.py' };

const stateOf = ({ slots }: Observatory, operation: string) =>
  slots.map((slot) => slot.session(operation)?.status ?? 'never ran');

const flowing = ({ clock, slots }: Observatory, ...indices: number[]) =>
  clock.until(
    () => indices.every((index) => slots[index]?.session('stream')?.data['stream_on'] === true),
    'data flow',
  );

const idle = (observatory: Observatory, operation: string) =>
  observatory.clock.until(
    () => stateOf(observatory, operation).every((state) => state === 'done' || state === 'never ran'),
    'it has ended on every slot',
  );

describe('a stop without a session of this agent', () => {
  it('stops what the other interface started', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const face = await startFace(t, observatory);
    const theirs = await observatory.start('stream', { streamIds: ['ufm_mv3'] });
    await flowing(observatory, 1);
    const { code, message } = await face.stop('stream');
    assert.equal(code, REPLY_CODES.OK);
    assert.equal(message, 'Requested stop of "stream" on 2 slots, regardless of who started it.');
    await idle(observatory, 'stream');
    const run = await observatory.end(theirs);
    assert.equal(run.status, 'SUCCEEDED');
    assert.equal(slotOf(run).record?.session.status, 'done');
  });

  it('stops what another program started', async (t) => {
    const observatory = await startObservatory(t);
    const { clock, others, slots } = observatory;
    const face = await startFace(t, observatory);
    await clock.settle(others.start(slots[0]?.address ?? '', 'stream', {}), 'stream starts');
    await flowing(observatory, 0);
    assert.equal((await face.stop('stream')).code, REPLY_CODES.OK);
    await idle(observatory, 'stream');
  });

  it('also works when the last session of this agent has ended, and does not change it', async (t) => {
    const observatory = await startObservatory(t);
    const face = await startFace(t, observatory);
    const ours = await face.run('stream', { duration: 5 });
    await observatory.start('stream');
    await flowing(observatory, 0);
    const { code, session } = await face.stop('stream');
    assert.equal(code, REPLY_CODES.OK);
    assert.deepEqual(session, ours);
    await idle(observatory, 'stream');
    assert.deepEqual(await face.status('stream'), ours);
  });

  it('does not start the slots that wait in a series', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const face = await startFace(t, observatory);
    const theirs = await observatory.start('stream', { maxConcurrency: 1 });
    await flowing(observatory, 0);
    await face.stop('stream');
    const run = await observatory.end(theirs);
    assert.deepEqual(statuses(run), ['SUCCEEDED', 'NOT_STARTED']);
    assert.deepEqual(stateOf(observatory, 'stream'), ['done', 'never ran']);
  });

  it('is rejected if there is no slot', async (t) => {
    const observatory = await startObservatory(t);
    const { clock, core, slots } = observatory;
    const face = await startFace(t, observatory);
    await clock.settle(slots[0]?.crash() ?? Promise.resolve(), 'the agent is gone');
    await clock.until(() => core.registry.slots[0]?.expired, 'it has expired');
    const { code, message } = await face.stop('stream');
    assert.equal(code, REPLY_CODES.ERROR);
    assert.match(message, /^No slot can be commanded\. ufm_mv2: No heartbeat since/);
  });

  it('logs its outcome', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const lines: string[] = [];
    const logger = pino({ level: 'info' }, { write: (line: string) => lines.push(line) });
    const face = await startFace(t, observatory, { logger });
    const logged = (text: RegExp) =>
      observatory.clock.until(() => lines.some((line) => text.test(line)), `${text}`);
    await observatory.start('stream', { streamIds: ['ufm_mv2'] });
    await flowing(observatory, 0);
    await face.stop('stream');
    await logged(/The stop of stream succeeded on 1 slot\./);
    await face.stop('stream');
    await logged(/According to their heartbeats, no slots run stream\./);
  });
});

describe('a stop of a session of this agent', () => {
  it('makes its run succeed', async (t) => {
    const observatory = await startObservatory(t, THREE);
    const face = await startFace(t, observatory);
    await face.start('stream', { stream_ids: ['ufm_mv2', 'ufm_mv3'] });
    await flowing(observatory, 0, 1);
    const { code, session } = await face.stop('stream');
    assert.deepEqual([code, session?.status], [REPLY_CODES.OK, 'stopping']);
    const ended = await face.end('stream');
    assert.equal(ended.success, true, lastMessage(ended));
    for (const slot of Object.values(slotsOf(ended))) {
      assert.deepEqual([slot.success, (slot.data as { stream_on: boolean }).stream_on], [true, false]);
    }
    const { runs } = await observatory.core.runs.list({}, { first: 9 });
    assert.deepEqual(runs.map(({ action, via }) => [action, via]).sort(), [
      ['RUN', 'OCS'],
      ['STOP', 'OCS'],
    ]);
  });

  it('also stops every other run of the operation', async (t) => {
    const observatory = await startObservatory(t, THREE);
    const { clock, others, slots } = observatory;
    const face = await startFace(t, observatory);
    await face.start('stream', { stream_ids: ['ufm_mv2'] });
    const theirs = await observatory.start('stream', { streamIds: ['ufm_mv3'] });
    await clock.settle(others.start(slots[2]?.address ?? '', 'stream', {}), 'one past us starts');
    await flowing(observatory, 0, 1, 2);
    await face.stop('stream');
    await idle(observatory, 'stream');
    assert.equal((await observatory.end(theirs)).status, 'SUCCEEDED');
    assert.equal((await face.end('stream')).success, true);
  });

  it('starts no further slot of its series', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const face = await startFace(t, observatory);
    await face.start('stream', { run_options: { max_concurrency: 1 } });
    await flowing(observatory, 0);
    await face.stop('stream');
    const ended = await face.end('stream');
    assert.equal(ended.success, false);
    assert.match(lastMessage(ended), /did not succeed on 1 of 2 slots\. ufm_mv3: NOT_STARTED, Not started: /);
    assert.deepEqual(stateOf(observatory, 'stream'), ['done', 'never ran']);
  });

  it('that arrives with the start leaves nothing running', async (t) => {
    const observatory = await startObservatory(t);
    const { clock, others } = observatory;
    const face = await startFace(t, observatory);
    const address = face.agent.address;
    const asked = [others.start(address, 'stream', {}), others.stop(address, 'stream')];
    const [started, stopped] = await clock.settle(Promise.all(asked), 'both are answered');
    assert.deepEqual([started?.code, stopped?.code], [REPLY_CODES.OK, REPLY_CODES.OK]);
    await face.end('stream');
    await idle(observatory, 'stream');
  });

  it('that arrives while its run is being stored starts nothing', async (t) => {
    const memory = createMemoryRunStore();
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const create = (begun: Run) => gate.then(() => memory.create(begun));
    const observatory = await startObservatory(t, { store: { ...memory, create } });
    const face = await startFace(t, observatory);
    await face.start('stream');
    await observatory.clock.advance(10);
    assert.equal((await face.stop('stream')).code, REPLY_CODES.OK);
    open();
    const ended = await face.end('stream');
    assert.match(lastMessage(ended), /ufm_mv2: NOT_STARTED, /);
    assert.deepEqual(stateOf(observatory, 'stream'), ['never ran']);
  });

  it('can be sent again while the session is stopping', async (t) => {
    const observatory = await startObservatory(t);
    const { clock, realm, slots } = observatory;
    const face = await startFace(t, observatory);
    await face.start('stream');
    await flowing(observatory, 0);
    const rejecting = realm.intercept(({ procedure, args: [action] }) =>
      procedure === `${slots[0]?.address}.ops` && action === 'stop'
        ? { reject: 'wamp.error.not_authorized' }
        : undefined,
    );
    await face.stop('stream');
    const refused = await face.said(
      'stream',
      /^The stop of stream did not succeed on 1 of 1 slot\. ufm_mv2: REJECTED, /,
    );
    assert.equal(refused.status, 'stopping');
    rejecting.close();
    const { code, message } = await face.stop('stream');
    assert.deepEqual(
      [code, message],
      [REPLY_CODES.OK, 'Requested stop of "stream" on 1 slot, regardless of who started it.'],
    );
    assert.equal((await face.end('stream')).success, true);
    await clock.advance(1000);
  });
});

describe('an abort without a session of this agent', () => {
  it('kills a script that the other interface started', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const face = await startFace(t, observatory);
    const theirs = await observatory.start('run', { streamIds: ['ufm_mv3'], params: SCRIPT });
    await observatory.runWhere(theirs, (run) => statuses(run)[0] === 'RUNNING', 'it runs');
    await observatory.clock.advance(3000);
    assert.equal((await face.abort('run')).code, REPLY_CODES.OK);
    const run = await observatory.end(theirs);
    assert.notEqual(run.status, 'SUCCEEDED');
    assert.match(slotOf(run).message ?? '', /exit code None/);
    assert.equal(observatory.count('start', 'abort'), 1);
  });

  it('reports at once that a task that cannot be aborted continues', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const face = await startFace(t, observatory);
    const theirs = await observatory.start('take_noise', {
      streamIds: ['ufm_mv3'],
      params: { duration: 60 },
    });
    await observatory.runWhere(theirs, (run) => statuses(run)[0] === 'RUNNING', 'it runs');
    const { code, message } = await face.abort('take_noise');
    assert.equal(code, REPLY_CODES.OK);
    assert.match(
      message,
      /^The abort of take_noise did not succeed on 1 of 1 slot\. ufm_mv3: REJECTED, The agent cannot abort/,
    );
    assert.equal((await observatory.end(theirs)).status, 'SUCCEEDED');
  });

  it('of an operation that does not run reports that', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const face = await startFace(t, observatory);
    const { code, message } = await face.abort('take_noise');
    assert.deepEqual(
      [code, message],
      [REPLY_CODES.OK, 'According to their heartbeats, no slots run take_noise.'],
    );
  });
});

describe('an abort of a session of this agent', () => {
  const goesOn = /^take_noise continues on ufm_mv\d: The agent cannot abort take_noise/;
  const running = (session: EncodedSession | null) =>
    session !== null && Object.values(slotsOf(session)).some(({ status }) => status === 'running');

  it('reports which slots continue, and follows them to their ends', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const face = await startFace(t, observatory);
    await face.start('take_noise', { duration: 60 });
    await observatory.clock.until(async () => running(await face.status('take_noise')), 'it runs');
    assert.equal((await face.abort('take_noise')).code, REPLY_CODES.OK);
    const ended = await face.end('take_noise');
    assert.equal(messagesOf(ended).filter((text) => goesOn.test(text)).length, 2);
    assert.equal(ended.success, true, 'what was not aborted is not reported as aborted');
  });

  it('starts no further slot of its series, and does not mention slots that did nothing', async (t) => {
    const observatory = await startObservatory(t, THREE);
    const face = await startFace(t, observatory);
    const stream_ids = ['ufm_mv2', 'ufm_mv3'];
    await face.start('take_noise', { duration: 60, stream_ids, run_options: { max_concurrency: 1 } });
    await observatory.clock.until(async () => running(await face.status('take_noise')), 'it runs');
    await face.abort('take_noise');
    const ended = await face.end('take_noise');
    assert.deepEqual(stateOf(observatory, 'take_noise'), ['done', 'never ran', 'never ran']);
    const [, asked, going, ...last] = messagesOf(ended);
    assert.equal(asked, 'Abort requested: no further slot is started.');
    assert.match(going ?? '', /^take_noise continues on ufm_mv2: /);
    assert.equal(last.length, 1);
    assert.match(last[0] ?? '', /^take_noise did not succeed on 1 of 2 slots\. ufm_mv3: NOT_STARTED, /);
  });

  it('does not start the slots that wait in the series of another run', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const face = await startFace(t, observatory);
    const theirs = await observatory.start('take_noise', {
      ...{ streamIds: ['ufm_mv3', 'ufm_mv2'], maxConcurrency: 1, params: { duration: 30 } },
    });
    await face.start('take_noise', { duration: 60, stream_ids: ['ufm_mv2'] });
    await observatory.clock.until(async () => running(await face.status('take_noise')), 'ours runs');
    await face.abort('take_noise');
    assert.deepEqual(statuses(await observatory.end(theirs)), ['SUCCEEDED', 'NOT_STARTED']);
    await face.end('take_noise');
  });

  it('also aborts what others run on the waiting slots of its series', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const { clock, others, slots } = observatory;
    const face = await startFace(t, observatory);
    await clock.settle(others.start(slots[1]?.address ?? '', 'run', SCRIPT), 'a script of others begins');
    await face.start('run', { ...SCRIPT, run_options: { max_concurrency: 1 } });
    await clock.until(async () => running(await face.status('run')), 'ours runs');
    await clock.advance(2000);
    await face.abort('run');
    await face.end('run');
    await idle(observatory, 'run');
    assert.match(slots[1]?.session('run')?.encoded().messages.at(-2)?.[1] ?? '', /exit code None/);
  });

  it('reaches every other run of the operation, and kills each script once', async (t) => {
    const observatory = await startObservatory(t, THREE);
    const face = await startFace(t, observatory);
    const theirs = await observatory.start('run', { streamIds: ['ufm_mv3'], params: SCRIPT });
    await face.start('run', { ...SCRIPT, stream_ids: ['ufm_mv2'] });
    await observatory.clock.until(async () => running(await face.status('run')), 'ours runs');
    await observatory.clock.advance(2000);
    await face.abort('run');
    const ended = await face.end('run');
    assert.equal(ended.success, false);
    assert.match(lastMessage(ended), /ufm_mv2: CANCELLED/);
    assert.match(slotOf(await observatory.end(theirs)).message ?? '', /exit code None/);
    assert.equal(observatory.count('start', 'abort'), 2);
  });
});
