import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EncodedSession } from '../../src/ocs/protocol.js';
import { type Observatory, startObservatory, statuses } from '../core/observatory.js';
import { type Face, lastMessage, OWN_TASKS, startFace } from './harness.js';

const TWO = { slots: [{}, {}] };

const flowing = ({ clock, slots }: Observatory, ...indices: number[]) =>
  clock.until(
    () => indices.every((index) => slots[index]?.session('stream')?.data['stream_on'] === true),
    'data flow',
  );

type Dict = Readonly<Record<string, unknown>>;
const dataOf = ({ data }: EncodedSession) => data as Readonly<Record<string, Dict>>;
const runsOf = ({ data }: EncodedSession) => (data as { runs: Dict[] }).runs;
const runOf = ({ data }: EncodedSession) => (data as { run: Dict }).run;

async function rejection(face: Face, operation: string, params: object): Promise<string> {
  const { code, message } = await face.start(operation, params);
  assert.notEqual(code, 0, 'it was not rejected');
  return message;
}

describe('the other tasks of the OCS agent', () => {
  it('are offered beside those of the slots, each with its signature', async (t) => {
    const face = await startFace(t, await startObservatory(t));
    const { operations } = await face.getApi();
    const known = new Map(operations.map(({ name, info }) => [name, info]));
    for (const name of OWN_TASKS) {
      assert.equal(known.get(name)?.op_type, 'task', name);
      assert.equal(known.get(name)?.docstring?.startsWith(`${name}(`), true, name);
      assert.equal(known.get(name)?.min_privs, 1, name);
    }
    assert.ok(known.has('take_noise'));
  });

  it('reject parameters that they do not take', async (t) => {
    const face = await startFace(t, await startObservatory(t));
    assert.match(
      await rejection(face, 'stop_all', { stream_ids: 'ufm_mv2' }),
      /^stream_ids must be a list of str/,
    );
    assert.match(await rejection(face, 'stop_all', { stream_ids: [] }), /^stream_ids is an empty list/);
    assert.match(await rejection(face, 'stop_all', { slots: ['ufm_mv2'] }), /unexpected values: \['slots'\]/);
    assert.match(await rejection(face, 'acknowledge', {}), /Param 'stream_ids' is required/);
    assert.match(await rejection(face, 'in_service', { stream_ids: ['nobody'] }), /^No slot is named nobody/);
    assert.match(
      await rejection(face, 'out_of_service', { stream_ids: ['ufm_mv2'], reason: ' ' }),
      /^reason is empty/,
    );
    assert.match(await rejection(face, 'cancel_run', {}), /Param 'run_id' is required/);
    assert.match(await rejection(face, 'recent_runs', { count: 0 }), /^count must be 1 to 50/);
  });
});

describe('stop_all', () => {
  it('ends the runs of both interfaces, and reports the outcome for each slot', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const face = await startFace(t, observatory);
    await face.start('stream', { stream_ids: ['ufm_mv2'] });
    const theirs = await observatory.start('take_noise', {
      streamIds: ['ufm_mv3'],
      params: { duration: 120 },
    });
    await flowing(observatory, 0);
    const stopped = await face.run('stop_all');
    assert.equal(stopped.success, false);
    assert.match(lastMessage(stopped), /^take_noise continues on ufm_mv3: The agent cannot abort take_noise/);
    const { slots, runs } = dataOf(stopped);
    assert.deepEqual(slots?.['ufm_mv2'], { status: 'STOPPED', operations: ['stream'], reason: null });
    assert.equal((slots?.['ufm_mv3'] as Dict | undefined)?.['status'], 'GOES_ON');
    assert.ok((runs as unknown as string[]).includes(theirs.id));
    await face.end('stream');
    assert.deepEqual(statuses(await observatory.end(theirs)), ['SUCCEEDED']);
  });

  it('of slots without operations succeeds', async (t) => {
    const face = await startFace(t, await startObservatory(t, TWO));
    const stopped = await face.run('stop_all', { stream_ids: ['ufm_mv3'] });
    assert.equal(stopped.success, true);
    assert.deepEqual(Object.keys(dataOf(stopped)['slots'] ?? {}), ['ufm_mv3']);
  });

  it('can be started again while it runs, for other slots', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const { slots, realm } = observatory;
    const face = await startFace(t, observatory);
    await observatory.start('stream');
    await flowing(observatory, 0, 1);
    const [first] = slots;
    realm.intercept(({ procedure, args: [action] }) =>
      procedure === `${first?.address}.ops` && action === 'stop' ? 'lose-request' : undefined,
    );
    await face.start('stop_all', { stream_ids: ['ufm_mv2'] });
    const { code } = await face.start('stop_all', { stream_ids: ['ufm_mv3'] });
    assert.equal(code, 0);
    const stopped = await face.end('stop_all');
    assert.deepEqual(
      Object.entries(dataOf(stopped)['slots'] ?? {}).map(([name, slot]) => [name, (slot as Dict)['status']]),
      [
        ['ufm_mv2', 'UNREACHABLE'],
        ['ufm_mv3', 'STOPPED'],
      ],
    );
  });

  it('that comes right after a start leaves nothing running', async (t) => {
    const observatory = await startObservatory(t);
    const { clock, others, slots } = observatory;
    const face = await startFace(t, observatory);
    const { address } = face.agent;
    const asked = [others.start(address, 'stream', {}), others.start(address, 'stop_all', {})];
    const answers = await clock.settle(Promise.all(asked), 'both are answered');
    assert.deepEqual(
      answers.map(({ code }) => code),
      [0, 0],
    );
    await face.end('stop_all');
    await face.end('stream');
    await clock.advance(120_000);
    assert.notEqual(slots[0]?.session('stream')?.status ?? 'done', 'running');
  });
});

describe('stop_operation', () => {
  it('stops the process only on the named slots, and its run has the outcome of each', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const { slots } = observatory;
    const face = await startFace(t, observatory);
    await face.start('stream');
    await flowing(observatory, 0, 1);
    const stream_ids = ['ufm_mv2', 'pysmurf-controller-s9'];
    const asked = await face.run('stop_operation', { operation: 'stream', stream_ids });
    assert.deepEqual([asked.success, lastMessage(asked)], [true, 'Requested stop of "stream" on 2 slots.']);
    const { id } = runOf(asked);
    const stopped = await observatory.clock.until(async () => {
      const [run] = runsOf(await face.run('recent_runs', { count: 1 }));
      return run?.['id'] === id && run?.['end_time'] !== null ? run : null;
    }, 'the stops have ended');
    const outcomes = stopped['slots'] as Readonly<Record<string, Dict>>;
    assert.deepEqual(
      [stopped['action'], outcomes['ufm_mv2']?.['status'], outcomes['pysmurf-controller-s9']?.['status']],
      ['STOP', 'SUCCEEDED', 'UNKNOWN'],
    );
    assert.deepEqual(
      slots.map((slot) => slot.session('stream')?.status),
      ['done', 'running'],
    );
    assert.equal((await face.status('stream'))?.status, 'running');
  });

  it('rejects parameters that it does not take', async (t) => {
    const face = await startFace(t, await startObservatory(t));
    assert.match(await rejection(face, 'stop_operation', {}), /Param 'operation' is required/);
    const none = { operation: 'stream', stream_ids: [] };
    assert.match(await rejection(face, 'stop_operation', none), /^stream_ids is an empty list/);
  });
});

describe('the marks of slots', () => {
  it('are set and removed: out_of_service, in_service', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const { core, slots } = observatory;
    const face = await startFace(t, observatory);
    const stream_ids = ['ufm_mv2'];
    const out = await face.run('out_of_service', { stream_ids, reason: 'warm', by: 'Ada' });
    assert.equal(lastMessage(out), 'Out of service: ufm_mv2.');
    const { by, reason } = core.marks.outOfService(slots[0]?.address ?? '') ?? {};
    assert.deepEqual([by, reason], ['Ada', 'warm']);
    assert.match(
      await rejection(face, 'take_noise', { stream_ids }),
      /Out of service since .* by Ada \(reason: warm\)\./i,
    );
    await face.run('in_service', { stream_ids });
    assert.equal(core.marks.outOfService(slots[0]?.address ?? ''), null);
  });

  it('are set on all slots for the name all, in a list or alone', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const { core, slots } = observatory;
    const face = await startFace(t, observatory);
    const marked = () => slots.filter(({ address }) => core.marks.outOfService(address)).length;
    await face.run('out_of_service', { stream_ids: ['all'], reason: 'warm' });
    assert.equal(marked(), 2);
    const back = await face.run('in_service', { stream_ids: 'all' });
    assert.deepEqual([lastMessage(back), marked()], ['In service: ufm_mv2, ufm_mv3.', 0]);
    assert.equal((await face.run('acknowledge', { stream_ids: ['all'] })).success, true);
  });

  it('of outcomes are acknowledged: acknowledge', async (t) => {
    const observatory = await startObservatory(t, { timeoutSeconds: 20 });
    const { core, slots } = observatory;
    const face = await startFace(t, observatory);
    slots[0]?.fault({ kind: 'hang', operation: 'take_noise' });
    await face.run('take_noise', { duration: 5 });
    const address = slots[0]?.address ?? '';
    assert.equal(core.marks.unresolved(address).length, 1);
    await face.run('acknowledge', { stream_ids: ['ufm_mv2'] });
    assert.equal(core.marks.unresolved(address).length, 0);
  });
});

describe('the tasks about runs', () => {
  it('list the newest runs of both interfaces: recent_runs', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const face = await startFace(t, observatory);
    observatory.slots[1]?.failNext(
      'take_noise',
      'Traceback (most recent call last):\nRuntimeError: no tones',
    );
    const first = await observatory.end(await observatory.start('take_noise', { params: { duration: 5 } }));
    await face.run('take_iv', { stream_ids: ['ufm_mv2'] });
    const [newest, oldest] = runsOf(await face.run('recent_runs'));
    assert.deepEqual([newest?.['operation'], newest?.['via'], newest?.['success']], ['take_iv', 'OCS', true]);
    assert.ok((newest?.['start_time'] as number) >= (oldest?.['end_time'] as number));
    assert.deepEqual(
      [oldest?.['id'], oldest?.['via'], oldest?.['status'], oldest?.['slots']],
      [
        first.id,
        'GRAPHQL',
        'FAILED',
        {
          ufm_mv2: { instance_id: 'pysmurf-controller-s2', status: 'SUCCEEDED', reason: null },
          ufm_mv3: {
            instance_id: 'pysmurf-controller-s3',
            status: 'FAILED',
            reason: 'RuntimeError: no tones.',
          },
        },
      ],
    );
    assert.match(oldest?.['summary'] as string, /^take_noise did not succeed on 1 of 2 slots\./);
    assert.equal(oldest?.['end_time'], (first.endTime?.getTime() ?? 0) / 1000);
    const few = runsOf(await face.run('recent_runs', { count: 1 }));
    assert.deepEqual(few, [newest]);
    const some = runsOf(await face.run('recent_runs', { operation: 'take_noise' }));
    assert.deepEqual(some, [oldest]);
  });

  it('list the request id of a run, and the slots that it skipped, with the reason', async (t) => {
    const face = await startFace(t, await startObservatory(t, TWO));
    await face.run('out_of_service', { stream_ids: ['ufm_mv3'], reason: 'warm' });
    const run_options = { request_id: 'night-1', skip_unavailable: true };
    const stream_ids = ['ufm_mv2', 'ufm_mv3'];
    const noise = await face.run('take_noise', { duration: 5, stream_ids, run_options });
    assert.equal(noise.success, true, lastMessage(noise));
    const [run = {}] = runsOf(await face.run('recent_runs'));
    assert.equal(run['request_id'], 'night-1');
    assert.deepEqual(Object.keys(run['slots'] as Dict), ['ufm_mv2']);
    const { ufm_mv3: skipped } = run['skipped'] as Readonly<Record<string, Dict>>;
    assert.equal(skipped?.['instance_id'], 'pysmurf-controller-s3');
    assert.match(skipped?.['reason'] as string, /^Out of service since .* \(reason: warm\)\.$/);
  });

  it('cancel a run: cancel_run', async (t) => {
    const observatory = await startObservatory(t);
    const face = await startFace(t, observatory);
    const begun = await observatory.start('stream');
    await flowing(observatory, 0);
    const cancelled = await face.run('cancel_run', { run_id: begun.id });
    assert.deepEqual([cancelled.success, runOf(cancelled)['id']], [true, begun.id]);
    assert.deepEqual(statuses(await observatory.end(begun)), ['CANCELLED']);
  });

  it('report what continues after cancel_run', async (t) => {
    const observatory = await startObservatory(t);
    const face = await startFace(t, observatory);
    const begun = await observatory.start('take_noise', { params: { duration: 60 } });
    await observatory.runWhere(begun, (run) => statuses(run)[0] === 'RUNNING', 'it runs');
    const cancelled = await face.run('cancel_run', { run_id: begun.id });
    assert.equal(cancelled.success, false);
    assert.match(
      lastMessage(cancelled),
      /^take_noise continues on ufm_mv2: The agent cannot abort take_noise/,
    );
  });

  it('resume a held run: resume_run', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const face = await startFace(t, observatory);
    observatory.slots[0]?.fault({ kind: 'hang', operation: 'take_noise' });
    const begun = await observatory.start('take_noise', {
      ...{ maxConcurrency: 1, params: { duration: 5 }, timeoutSeconds: 20 },
    });
    await observatory.runWhere(begun, ({ heldBy }) => heldBy !== null, 'it is held');
    const resumed = await face.run('resume_run', { run_id: begun.id });
    assert.equal(lastMessage(resumed), 'The run continues.');
    assert.deepEqual(statuses(await observatory.end(begun)), ['TIMED_OUT', 'SUCCEEDED']);
  });

  it('pause a run between two slots, and resume it: pause_run, resume_run', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const face = await startFace(t, observatory);
    const begun = await observatory.start('take_noise', { batches: [1], params: { duration: 5 } });
    await observatory.runWhere(begun, (run) => statuses(run)[0] === 'RUNNING', 'the first slot runs');
    assert.equal(lastMessage(await face.run('pause_run', { run_id: begun.id })), 'The run is paused.');
    await observatory.clock.advance(60_000);
    const later = await observatory.runWhere(begun, () => true, 'the run');
    assert.deepEqual(statuses(later), ['SUCCEEDED', 'PENDING']);
    await face.run('resume_run', { run_id: begun.id });
    const ended = await observatory.end(begun);
    assert.deepEqual(statuses(ended), ['SUCCEEDED', 'SUCCEEDED']);
    const again = await face.run('pause_run', { run_id: begun.id });
    assert.equal(lastMessage(again), 'No slot of the run waits for its turn.');
  });

  it('repeat a run on the slot that failed, through the operation of this agent: retry_run', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const face = await startFace(t, observatory);
    observatory.slots[1]?.failNext('take_noise', 'no tones');
    const first = await observatory.end(await observatory.start('take_noise', { params: { duration: 5 } }));
    const retried = await face.run('retry_run', { run_id: first.id });
    assert.equal(retried.success, true);
    const { run } = retried.data as { run: { slots: object; via: string } };
    assert.deepEqual(
      [run.slots, run.via],
      [{ ufm_mv3: { instance_id: 'pysmurf-controller-s3', status: 'SUCCEEDED', reason: null } }, 'OCS'],
    );
    const session = await face.status('take_noise');
    assert.deepEqual([session?.success, Object.keys(session?.data ?? {})], [true, ['ufm_mv3']]);
    assert.equal(observatory.count('start', 'take_noise'), 3);
  });

  it('report why a run cannot be repeated: retry_run', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const face = await startFace(t, observatory);
    const open = await observatory.start('take_noise', { params: { duration: 5 } });
    const early = await face.run('retry_run', { run_id: open.id });
    assert.match(lastMessage(early), /is open\. Retry it when it has ended\.$/);
    await observatory.end(open);
    const none = await face.run('retry_run', { run_id: open.id, statuses: ['FAILED'] });
    assert.match(lastMessage(none), /^No slot of the run .* ended with FAILED: ufm_mv2 SUCCEEDED, /);
    const { message } = await face.start('retry_run', { run_id: open.id, statuses: ['failed'] });
    assert.match(message, /statuses must be a list with any of NOT_STARTED, .* but got \["failed"\]\./);
    const session = await face.run('take_noise', { duration: 1 });
    assert.equal(session.success, true, 'a retry that was rejected does not change the next start');
  });

  it('change the note and the labels of open and ended runs of both interfaces: annotate_run', async (t) => {
    const observatory = await startObservatory(t, TWO);
    const face = await startFace(t, observatory);
    const run_options = { note: 'first light', labels: ['calibration'] };
    await face.run('take_noise', { duration: 5, run_options });
    const [first] = runsOf(await face.run('recent_runs', { label: 'calibration' }));
    assert.deepEqual([first?.['note'], first?.['labels']], ['first light', ['calibration']]);
    const edited = await face.run('annotate_run', { run_id: first?.['id'], note: '', labels: ['x'] });
    assert.equal(edited.success, true);
    assert.deepEqual([runOf(edited)['note'], runOf(edited)['labels']], [null, ['x']]);
    assert.deepEqual(runsOf(await face.run('recent_runs', { label: 'calibration' })), []);
    const open = await observatory.start('take_iv', { note: 'theirs' });
    const changed = await face.run('annotate_run', { run_id: open.id, labels: ['y'] });
    assert.deepEqual([runOf(changed)['note'], runOf(changed)['labels']], ['theirs', ['y']]);
  });

  it('reject a note or labels that are not valid: annotate_run', async (t) => {
    const face = await startFace(t, await startObservatory(t));
    const run_id = 'no-run';
    assert.match(await rejection(face, 'annotate_run', { run_id }), /^Nothing to change: give note, labels/);
    assert.match(await rejection(face, 'annotate_run', { run_id, labels: 'x' }), /^labels must be a list/);
    assert.match(
      await rejection(face, 'take_noise', { run_options: { note: 'x'.repeat(1001) } }),
      /^run_options\.note must be a text of at most 1000 characters/,
    );
    const ended = await face.run('annotate_run', { run_id, note: 'x' });
    assert.deepEqual([ended.success, lastMessage(ended)], [false, 'No run has the id no-run.']);
  });

  it('report an unknown run id', async (t) => {
    const face = await startFace(t, await startObservatory(t));
    for (const operation of ['cancel_run', 'pause_run', 'resume_run', 'retry_run']) {
      const ended = await face.run(operation, { run_id: 'no-run' });
      assert.deepEqual([ended.success, lastMessage(ended)], [false, 'No run has the id no-run.']);
    }
  });
});
