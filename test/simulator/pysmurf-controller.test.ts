import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sessionData } from '../../src/ocs/protocol.js';
import { nextMessage } from '../ocs/harness.js';
import { outcomeOf, startController } from './controller-harness.js';

/** From get_api of a real PysmurfController of socs 0.6.4: the signatures, and the tasks that do not block. */
const SIGNATURES = {
  abort: 'abort()',
  all_off: 'all_off(disable_amps=True, disable_tones=True)',
  bias_dets: 'bias_dets(rfrac=(0.3, 0.6), kwargs=None)',
  overbias_tes: 'overbias_tes(bgs=None, kwargs=None)',
  restart_rssi: 'restart_rssi()',
  run: 'run(script, args=[], log=True)',
  run_test_func: 'run_test_func()',
  set_biases: 'set_biases(bias, bgs=None)',
  take_bgmap: 'take_bgmap(kwargs=None, tag=None, run_in_main_process=False)',
  take_bias_steps:
    'take_bias_steps(kwargs=None, rfrac_range=(0.2, 0.9), tag=None, run_in_main_process=False)',
  take_bias_waves:
    'take_bias_waves(kwargs=None, rfrac_range=(0.2, 0.9), tag=None, run_in_main_process=False)',
  take_iv: 'take_iv(kwargs=None, tag=None, run_in_main_process=False)',
  take_noise: 'take_noise(duration=30., kwargs=None, tag=None, run_in_main_process=False)',
  uxm_relock: 'uxm_relock(bands=None, kwargs=None, run_in_main_process=False)',
  uxm_setup: 'uxm_setup(bands=None, kwargs=None, run_in_main_process=False)',
  zero_biases: 'zero_biases(bgs=None)',
  check_state: 'check_state(poll_interval=10, test_mode=False)',
  stream:
    "stream(duration=None, kwargs=None, load_tune=True, stream_type='obs', subtype=None, tag=None, test_mode=False)",
};
const NOT_BLOCKING = ['abort', 'run'];

describe('A simulated PysmurfController', () => {
  test('offers what the real one offers', async (t) => {
    const { client, address } = await startController(t);
    const api = await client.getApi(address);
    assert.equal(api.agentClass, 'PysmurfController');
    assert.deepEqual(api.problems, []);
    assert.deepEqual(
      Object.fromEntries(api.operations.map(({ name, info }) => [name, info.docstring?.split('\n')[0]])),
      SIGNATURES,
    );
    for (const { name, info } of api.operations) {
      assert.equal(info.op_type, name === 'check_state' || name === 'stream' ? 'process' : 'task', name);
      assert.equal(info.abortable, info.op_type === 'task' ? false : undefined, name);
      assert.equal(info.blocking, !NOT_BLOCKING.includes(name), name);
      assert.equal(info.min_privs, 1, name);
    }
    assert.deepEqual(api.feeds.toSorted(), [
      'bias_step_results',
      'bias_wave_results',
      'heartbeat',
      'iv_results',
      'noise_results',
      'state_results',
      'tracking_results',
    ]);
  });

  test('documents every parameter of its signatures', async (t) => {
    const { client, address } = await startController(t);
    for (const { name, info } of (await client.getApi(address)).operations) {
      const docstring = info.docstring ?? '';
      const inSignature = [...(docstring.split('\n')[0] ?? '').matchAll(/[(,] ?([a-z_]+)(?=[=,)])/g)];
      for (const [, parameter] of inSignature) {
        assert.match(docstring, new RegExp(`^${parameter} : `, 'm'), `${parameter} of ${name}`);
      }
    }
  });

  test('accepts the misspelt parameter of uxm_setup, and rejects what the real one rejects', async (t) => {
    const { client, address } = await startController(t);
    const refusal = async (operation: string, params: object) =>
      (await client.start(address, operation, params)).message;
    assert.equal(
      await refusal('uxm_setup', { run_in_main_process: true }),
      "params included unexpected values: ['run_in_main_process']",
    );
    assert.equal(
      await refusal('take_bias_waves', { rfrac_range: [0.2, 0.9] }),
      "params included unexpected values: ['rfrac_range']",
    );
    assert.equal(await refusal('set_biases', {}), "Param 'bias' is required and must not be None");
    assert.equal(await refusal('restart_rssi', { now: true }), "params included unexpected values: ['now']");
    assert.equal(await refusal('uxm_setup', { run_in_main_procsess: true }), 'Started task "uxm_setup".');
  });

  test('reads its state from its start, and publishes it', async (t) => {
    const { client, address, state } = await startController(t);
    const { message, info } = await nextMessage(client, address, 'state_results');
    const data = await state(({ stream_id }) => stream_id === 'ufm_mv12');
    assert.equal(info.record, true);
    const [timestamp] = (message as { state_results: { timestamps: number[] } }).state_results.timestamps;
    assert.deepEqual(message, {
      state_results: {
        block_name: 'state_results',
        data: { open_g3stream: [0], num_active_channels: [data['num_active_channels']] },
        timestamps: [timestamp],
        influxdb_tags: null,
      },
    });
    const { channel_mask, last_update, pysmurf_action_timestamp, ...rest } = data;
    assert.deepEqual(rest, {
      downsample_factor: 20,
      agg_time: 1,
      open_g3stream: 0,
      pysmurf_action: '',
      stream_tag: '',
      stream_id: 'ufm_mv12',
      num_active_channels: (channel_mask as number[]).length,
    });
    assert.ok((channel_mask as number[]).length > 1400);
    assert.ok(Math.abs(Number(last_update) - Date.now() / 1000) < 60);
    assert.equal(pysmurf_action_timestamp, 0);
  });

  test('stops check_state at once, however long the interval, and starts it again', async (t) => {
    const { client, address, end, run, state } = await startController(t, { pollInterval: 3600 });
    await state(({ stream_id }) => stream_id !== undefined);
    await client.stop(address, 'check_state');
    assert.deepEqual(outcomeOf(await end('check_state')), [true, 'Finished checking state']);
    const once = await run('check_state', { poll_interval: 0, test_mode: true });
    assert.equal(once.success, true);
    assert.equal(sessionData(once)['stream_id'], 'ufm_mv12');
  });

  test('measures the same with the same seed and slot, and something else with another', async (t) => {
    const noise = async (options: object) => {
      const { run, controller } = await startController(t, options);
      const data = sessionData(await run('take_noise'));
      await controller.close();
      return data['quantiles'];
    };
    const first = await noise({ seed: 5 });
    assert.deepEqual(await noise({ seed: 5 }), first);
    assert.notDeepEqual(await noise({ seed: 6 }), first);
    assert.notDeepEqual(await noise({ seed: 5, slot: 3 }), first);
  });

  test('leaves no timers when it is closed during operations', async (t) => {
    const { controller, start } = await startController(t, { timeScale: 1 });
    await start('take_noise', { duration: 3600 });
    const before = performance.now();
    await controller.close();
    assert.ok(performance.now() - before < 2000, 'closing took as long as a running task gets');
    assert.equal(controller.session('take_noise')?.status, 'done');
    assert.equal(controller.session('check_state')?.status, 'done');
  });
});

describe('The lock of a simulated slot', () => {
  test('refuses an operation, with the name of the holder', async (t) => {
    const { run, start, controller } = await startController(t, { timeScale: 1 });
    await start('bias_dets');
    for (const operation of ['take_noise', 'take_iv', 'stream', 'all_off', 'uxm_relock', 'take_bias_waves']) {
      assert.deepEqual(outcomeOf(await run(operation)), [false, 'Operation failed: bias_steps is running.']);
    }
    assert.deepEqual(outcomeOf(await run('run', { script: '/a.py' })), [
      false,
      'The requested script cannot be run because script bias_steps is already running',
    ]);
    assert.equal(controller.session('bias_dets')?.status, 'running');
  });

  test('is the path of the script that runs', async (t) => {
    const { run, start } = await startController(t, { timeScale: 1 });
    await start('run', { script: '/scripts/a.py' });
    assert.deepEqual(outcomeOf(await run('set_biases', { bias: 1 })), [
      false,
      'Operation failed: /scripts/a.py is running.',
    ]);
  });

  test('is not needed by check_state and run_test_func', async (t) => {
    const { run, start, state } = await startController(t, { timeScale: 0.001 });
    await start('take_noise', { duration: 3_600_000 });
    const test_func = await run('run_test_func');
    assert.deepEqual(outcomeOf(test_func), [true, 'finished']);
    assert.deepEqual(test_func.data, { test: 10 });
    await state(({ pysmurf_action }) => pysmurf_action === 'take_noise');
  });

  test('is free again after a failure', async (t) => {
    const { run, controller } = await startController(t);
    controller.failNext('take_iv', 'Traceback');
    assert.equal((await run('take_iv')).success, false);
    controller.failNext('all_off', 'Traceback');
    assert.equal((await run('all_off')).success, false);
    assert.equal((await run('take_iv')).success, true);
  });
});

describe('A simulated failure', () => {
  const TRACEBACK =
    'Traceback (most recent call last):\n  File "a.py", line 1, in f\nRuntimeError: no signal';
  const CRASH =
    "CRASH: [Failure instance: Traceback: <class 'RuntimeError'>: no signal\n<simulator>:1:<module>\n]";

  test('is a traceback in the result of a measurement, once', async (t) => {
    const { run, controller } = await startController(t);
    controller.failNext('take_noise', TRACEBACK);
    const failed = await run('take_noise');
    assert.deepEqual(outcomeOf(failed), [false, 'Finished taking noise']);
    assert.deepEqual(failed.data, { result: { success: false, return_val: null, traceback: TRACEBACK } });
    assert.equal((await run('take_noise')).success, true);
  });

  test('crashes operations in the process of the agent', async (t) => {
    const { run, controller } = await startController(t);
    controller.failNext('set_biases', TRACEBACK);
    assert.deepEqual(outcomeOf(await run('set_biases', { bias: 1 })), [false, CRASH]);
    assert.equal(controller.hardware.biases[0], 0);
    controller.failNext('stream', TRACEBACK);
    assert.deepEqual(outcomeOf(await run('stream')), [false, CRASH]);
  });

  test('makes run_test_func end without a result, and a script exit with 1', async (t) => {
    const { run, controller } = await startController(t);
    controller.failNext('run_test_func', TRACEBACK);
    const failed = await run('run_test_func');
    assert.deepEqual([outcomeOf(failed), failed.data], [[false, 'finished'], { data: null }]);
    controller.failNext('run', TRACEBACK);
    assert.deepEqual(outcomeOf(await run('run', { script: '/a.py' })), [
      false,
      'Script has finished with exit code 1',
    ]);
  });

  test('is refused for an unknown operation', async (t) => {
    const { controller } = await startController(t);
    assert.throws(() => controller.failNext('take_noises', TRACEBACK), /Unknown operation .*: take_noises/);
  });
});
