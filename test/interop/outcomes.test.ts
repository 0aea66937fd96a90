import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import {
  InteropAcknowledgeDocument,
  InteropRunDocument,
  InteropRunUpdatesDocument,
  InteropSlotDocument,
  InteropStartDocument,
  type InteropStartMutation,
} from '../../generated/graphql.js';
import { askAgent, noteStarts } from './agents.js';
import { type MultiSmurf, startMultiSmurf } from './multismurf.js';
import { type Controller, type Network, startNetwork } from './network.js';
import { pythonSources } from './python-environment.js';
import { createTypedClient, type TypedClient } from './typed-client.js';

type Run = Omit<InteropStartMutation['runOperation'], 'result'>;

const SCRIPT = join(pythonSources, 'script.py');

describe('what becomes of a command', () => {
  let network: Network;
  let multismurf: MultiSmurf;
  let client: TypedClient;
  let first: Controller;
  let second: Controller;
  let third: Controller;
  before(async () => {
    network = await startNetwork({ slots: 3 });
    [first, second, third] = network.controllers as readonly [Controller, Controller, Controller];
    multismurf = await startMultiSmurf(network);
    client = createTypedClient(multismurf);
    await multismurf.process.waitForLine(/initial scan of the network is complete/);
  });
  after(() => network?.stop());
  afterEach(async () => {
    for (const controller of network.controllers) controller.script({});
    await client.stop('stream');
    const locking = ['stream', 'take_noise', 'bias_dets', 'run'];
    const waits = network.controllers.map((one) =>
      Promise.all(locking.map((operation) => askAgent(network, one, 'wait', operation))),
    );
    await Promise.all(waits);
  });

  const only = (...controllers: Controller[]) => ({
    streamIds: controllers.map(({ streamId }) => streamId),
  });
  const statuses = (run: Run) => run.slots.map(({ status }) => status);
  const messages = (run: Run) => run.slots.map(({ detail }) => detail);
  const agentSays = (controller: Controller, operation: string) =>
    askAgent(network, controller, 'status', operation);

  describe('that fails on a slot', () => {
    it('is reported there with its traceback, and the others succeed', async () => {
      second.script({ take_noise: { raise: 'no signal' } });
      const run = await client.run('take_noise', { params: { duration: 0 } });
      assert.deepEqual(statuses(run), ['SUCCEEDED', 'FAILED', 'SUCCEEDED']);
      assert.deepEqual([run.status, run.success], ['FAILED', false]);
      const [, message] = messages(run);
      assert.match(message ?? '', /^Traceback \(most recent call last\):\n/);
      assert.match(message ?? '', /RuntimeError: no signal\n$/);
      assert.deepEqual(
        run.slots.map(({ session }) => session?.success),
        [true, false, true],
      );
    });

    it('is reported with the message of the agent if the operation itself raises', async () => {
      third.script({ overbias_tes: { raise: 'no bias card' } });
      const run = await client.run('overbias_tes');
      assert.deepEqual(statuses(run), ['SUCCEEDED', 'SUCCEEDED', 'FAILED']);
      assert.match(messages(run)[2] ?? '', /no bias card/);
    });
  });

  describe('that its agents refuse', () => {
    for (const [what, operation, params, words] of [
      [
        'of a wrong type',
        'take_noise',
        { duration: 'long' },
        /^Param 'duration'=long is not of required type/,
      ],
      ['that they do not know', 'take_noise', { durration: 1 }, /durration/],
      ['that is missing', 'set_biases', {}, /bias/],
    ] as const) {
      it(`for a parameter ${what} is REJECTED with their message`, async () => {
        const run = await client.run(operation, { params });
        assert.deepEqual(statuses(run), ['REJECTED', 'REJECTED', 'REJECTED']);
        assert.deepEqual([run.status, run.success, run.result], ['FAILED', false, {}]);
        for (const message of messages(run)) assert.match(message ?? '', words);
      });
    }

    it('never contains null members of params, which they would reject', async () => {
      const params = { duration: 0, durration: null, tag: null, kwargs: { seconds: 0 } };
      const run = await client.run('take_noise', { params });
      assert.equal(run.success, true);
      assert.deepEqual(run.params, { duration: 0, kwargs: { seconds: 0 } });
    });
  });

  describe('that is invalid', () => {
    const known = () => network.controllers.map(({ streamId }) => streamId);
    const refused = {
      'names a slot that nobody is': {
        variables: { operation: 'take_noise', streamIds: ['ufm_mv12', 'ufm_mv99'] },
        extensions: () => ({ code: 'UNKNOWN_STREAM_ID', unknown: ['ufm_mv99'], known: known() }),
        message: /ufm_mv99.*ufm_mv12, ufm_mv13, ufm_mv14/,
      },
      'names no slot': {
        variables: { operation: 'take_noise', streamIds: [] },
        extensions: () => ({ code: 'NOTHING_SELECTED', known: known() }),
        message: /empty/,
      },
      'names an operation that nobody has': {
        variables: { operation: 'take_nose' },
        extensions: () => ({ code: 'UNKNOWN_OPERATION', operation: 'take_nose' }),
        message: /take_nose.*take_noise/,
      },
      'gives parameters that are no object': {
        variables: { operation: 'take_noise', params: [1] },
        extensions: () => ({ code: 'BAD_USER_INPUT' }),
        message: /params.*\[1\]/,
      },
      'waits for ever': {
        variables: { operation: 'take_noise', waitSeconds: 61 },
        extensions: () => ({ code: 'BAD_USER_INPUT' }),
        message: /waitSeconds must be .* but got 61/,
      },
      'has no time at all': {
        variables: { operation: 'take_noise', timeoutSeconds: 0 },
        extensions: () => ({ code: 'BAD_USER_INPUT' }),
        message: /timeoutSeconds must be .* but got 0/,
      },
    };
    for (const [what, { variables, extensions, message }] of Object.entries(refused)) {
      it(`because it ${what}, starts nothing on any slot`, async () => {
        const starts = noteStarts(network.controllers);
        const error = await client.refusal(InteropStartDocument, variables);
        assert.match(error.message, message);
        const expected = extensions();
        assert.deepEqual({ ...error.extensions, ...expected }, error.extensions);
        // All starts that the agents received are after this point.
        await client.run('run_test_func');
        assert.deepEqual(starts(), [['run_test_func'], ['run_test_func'], ['run_test_func']]);
      });
    }

    it('lists the known operations', async () => {
      const { extensions } = await client.refusal(InteropStartDocument, { operation: 'take_nose' });
      const { tasks, processes } = (await network.call('observatory.pysmurf-controller-s2', 'get_api')) as {
        tasks: [string][];
        processes: [string][];
      };
      assert.deepEqual(extensions?.['known'], [...tasks, ...processes].map(([name]) => name).sort());
    });
  });

  describe('on a busy slot', () => {
    it('fails there, and reports what runs', async () => {
      const long = await client.run('bias_dets', {
        ...only(second),
        params: { kwargs: { seconds: 5 } },
        waitFor: 'STARTED',
      });
      assert.deepEqual(statuses(long), ['RUNNING']);

      // The lock that bias_dets holds is named bias_steps.
      const biases = await client.run('set_biases', { params: { bias: 1 } });
      assert.deepEqual(statuses(biases), ['SUCCEEDED', 'FAILED', 'SUCCEEDED']);
      assert.match(messages(biases)[1] ?? '', /^Operation failed: bias_steps is running\..* bias_dets\.$/);

      const again = await client.run('bias_dets');
      assert.deepEqual(statuses(again), ['SUCCEEDED', 'ALREADY_RUNNING', 'SUCCEEDED']);
      assert.deepEqual([again.status, again.success], ['FAILED', false]);
      assert.match(messages(again)[1] ?? '', /^Operation "bias_dets" already in progress\.$/);

      // socs reports success here, although nothing was zeroed.
      const zeroes = await client.run('zero_biases');
      assert.deepEqual(statuses(zeroes), ['SUCCEEDED', 'FAILED', 'SUCCEEDED']);
      assert.match(messages(zeroes)[1] ?? '', /set_biases.*bias_steps is running\..* bias_dets\./s);
      assert.equal((await agentSays(second, 'zero_biases')).success, true);

      assert.equal((await agentSays(second, 'bias_dets')).status, 'running', 'all this while bias_dets ran');
      assert.deepEqual(statuses(await client.ended(long)), ['SUCCEEDED']);
      assert.deepEqual(statuses(await client.run('zero_biases', only(second))), ['SUCCEEDED']);
    });

    it('fails there with the name of take_noise, too', async () => {
      const noise = await client.run('take_noise', {
        ...only(first),
        params: { duration: 3 },
        waitFor: 'STARTED',
      });
      const bias = await client.run('bias_dets');
      assert.deepEqual(statuses(bias), ['FAILED', 'SUCCEEDED', 'SUCCEEDED']);
      assert.match(messages(bias)[0] ?? '', /^Operation failed: take_noise is running\./);
      await client.ended(noise);
    });
  });

  describe('that is ended early', () => {
    const scriptRuns = async (controller: Controller) => {
      const mark = controller.lines().length;
      const run = await client.run('run', {
        ...only(controller),
        params: { script: SCRIPT, args: ['600'] },
        waitFor: 'STARTED',
      });
      await controller.waitForLine(/script started/, 30_000, { after: mark });
      return run;
    };

    it('by an abort continues if the task cannot be aborted, and that is reported', async () => {
      const run = await client.run('take_noise', {
        ...only(first),
        params: { duration: 3 },
        waitFor: 'STARTED',
      });
      const abort = await client.abort('take_noise', [first.streamId]);
      assert.deepEqual([abort.action, abort.status, abort.success], ['ABORT', 'FAILED', false]);
      assert.deepEqual(statuses(abort), ['REJECTED']);
      assert.match(messages(abort)[0] ?? '', /cannot abort take_noise/);
      assert.equal((await agentSays(first, 'take_noise')).status, 'running');
      assert.deepEqual(statuses(await client.ended(run)), ['SUCCEEDED']);
    });

    it('by an abort of `run` kills the script', async () => {
      const run = await scriptRuns(first);
      const abort = await client.abort('run', [first.streamId]);
      assert.deepEqual([abort.success, ...statuses(abort)], [true, 'SUCCEEDED']);
      const end = await client.ended(run);
      assert.deepEqual([end.status, ...statuses(end)], ['FAILED', 'FAILED']);
      assert.match(messages(end)[0] ?? '', /Script has finished with exit code None/);
    });

    it('by an abort reports that nothing runs', async () => {
      const abort = await client.abort('run');
      assert.deepEqual(statuses(abort), ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
      assert.deepEqual(new Set(messages(abort)), new Set(['run was not running.']));
    });

    it('by cancelRun is CANCELLED: a process is stopped', async () => {
      const run = await client.run('stream', { ...only(first, second), waitFor: 'READY' });
      assert.deepEqual(statuses(run), ['READY', 'READY']);
      await client.cancel(run);
      const end = await client.ended(run);
      assert.deepEqual(
        [end.status, end.success, ...statuses(end)],
        ['CANCELLED', false, 'CANCELLED', 'CANCELLED'],
      );
      for (const controller of [first, second]) {
        const session = await agentSays(controller, 'stream');
        assert.deepEqual([session.status, session.data['stream_on']], ['done', false]);
      }
      assert.equal((await client.cancel(run)).status, 'CANCELLED', 'a run that has ended stays as it is');
    });

    it('by cancelRun is CANCELLED: a script is killed', async () => {
      const run = await scriptRuns(second);
      await client.cancel(run);
      const end = await client.ended(run);
      assert.deepEqual([end.status, ...statuses(end)], ['CANCELLED', 'CANCELLED']);
      assert.equal((await agentSays(second, 'run')).status, 'done');
    });

    it('by cancelRun stays open if a task cannot be aborted, and reports why', async () => {
      const run = await client.run('take_noise', {
        ...only(first),
        params: { duration: 3 },
        waitFor: 'STARTED',
      });
      const cancelled = await client.cancel(run);
      assert.deepEqual([cancelled.status, ...statuses(cancelled)], ['RUNNING', 'RUNNING']);
      assert.match(messages(cancelled)[0] ?? '', /cannot abort take_noise/);
      const end = await client.ended(run);
      assert.deepEqual([end.status, ...statuses(end)], ['SUCCEEDED', 'SUCCEEDED']);
      assert.equal((await agentSays(first, 'take_noise')).success, true);
    });

    it('by its timeout is TIMED_OUT, though the slot still acts', async () => {
      const run = await client.run('take_noise', {
        ...only(first),
        params: { duration: 4 },
        timeoutSeconds: 1,
      });
      assert.deepEqual([run.status, run.success, ...statuses(run)], ['FAILED', false, 'TIMED_OUT']);
      assert.match(messages(run)[0] ?? '', /1 s.*may still be running/);
      assert.equal((await agentSays(first, 'take_noise')).status, 'running');

      // Until someone has looked, nothing is started there by mistake.
      const starts = noteStarts([first]);
      const error = await client.refusal(InteropStartDocument, { operation: 'take_iv', ...only(first) });
      assert.equal(error.extensions?.['code'], 'UNACKNOWLEDGED');
      assert.deepEqual(error.extensions?.['slots'], [first.streamId]);
      const { acknowledge } = await client.ask(InteropAcknowledgeDocument, only(first));
      assert.ok(!acknowledge[0]?.problems.some(({ code }) => code === 'OUTCOME_UNKNOWN'));
      assert.deepEqual(statuses(await client.run('take_iv', only(first))), ['FAILED']);
      assert.deepEqual(starts(), [['take_iv']]);

      assert.equal((await askAgent(network, first, 'wait', 'take_noise')).success, true);
      const { run: later } = await client.ask(InteropRunDocument, { id: run.id });
      assert.deepEqual(later?.slots[0]?.status, 'TIMED_OUT', 'an ended run stays as it ended');
    });
  });

  describe('to stop', () => {
    it('is sent to every known slot, whatever else was named', async () => {
      const run = await client.run('stream', { waitFor: 'READY' });
      assert.deepEqual(statuses(run), ['READY', 'READY', 'READY']);
      const stop = await client.stop('stream', ['ufm_mv99', first.streamId, second.instanceId]);
      const outcome = Object.fromEntries(stop.slots.map(({ instanceId, status }) => [instanceId, status]));
      assert.deepEqual(outcome, {
        [first.instanceId]: 'SUCCEEDED',
        [second.instanceId]: 'SUCCEEDED',
        ufm_mv99: 'UNKNOWN',
      });
      assert.equal(stop.success, false);
      assert.match(stop.slots.find(({ status }) => status === 'UNKNOWN')?.detail ?? '', /ufm_mv99.*ufm_mv12/);
      const updates = client.watch(InteropRunUpdatesDocument, { id: run.id });
      await updates.first(({ runUpdates }) => `${statuses(runUpdates)}` === 'SUCCEEDED,SUCCEEDED,READY');
      assert.equal((await agentSays(third, 'stream')).data['stream_on'], true, 'who was not named goes on');

      assert.deepEqual(statuses(await client.stop('stream')), ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
      assert.equal((await updates.rest()).at(-1)?.runUpdates.status, 'SUCCEEDED');
    });

    it('a task is not possible, and the answer reports what is', async () => {
      const stop = await client.stop('take_noise');
      assert.deepEqual(statuses(stop), ['REJECTED', 'REJECTED', 'REJECTED']);
      assert.match(messages(stop)[0] ?? '', /take_noise is a task/);
      const abort = await client.abort('stream', [first.streamId]);
      assert.match(messages(abort)[0] ?? '', /stream is a process/);
    });

    it('an operation that does not run is not a failure', async () => {
      const stop = await client.stop('stream', [first.streamId]);
      assert.deepEqual([stop.success, ...statuses(stop)], [true, 'SUCCEEDED']);
      assert.match(messages(stop)[0] ?? '', /not running/);
    });
  });

  describe('that removes a session', () => {
    it('keeps our last copy of it, marked as evicted', async () => {
      const before = await client.run('take_iv', only(first));
      await client.run('take_iv', { ...only(first), params: { kwargz: 1 } });
      assert.deepEqual(await agentSays(first, 'take_iv'), {}, 'a refused start drops what the agent had');
      const { smurfInstance } = await client.ask(InteropSlotDocument, {
        id: first.streamId,
        operation: 'take_iv',
      });
      assert.equal(smurfInstance?.session?.id, before.slots[0]?.session?.id);
      assert.equal(smurfInstance?.session?.evicted, true);
      assert.equal(smurfInstance?.session?.success, true);
    });
  });
});
