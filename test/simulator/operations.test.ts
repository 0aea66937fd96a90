import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sessionData } from '../../src/ocs/protocol.js';
import { nextMessage } from '../ocs/harness.js';
import { until } from '../until.js';
import { outcomeOf, type Setting, startController } from './controller-harness.js';

const QUANTILES = ['q10', 'q25', 'q50', 'q75', 'q90', 'total'];
const quantileNames = (...names: string[]) =>
  names.flatMap((name) => QUANTILES.map((quantile) => `${name}_${quantile}`));

interface QuantileTable {
  readonly [name: string]: { readonly values: number[]; readonly total: number };
}

/** Runs an operation and gives its session data, and the block that it publishes meanwhile. */
async function measure(
  { run, client, address }: Setting,
  operation: string,
  feed: string,
  params: object = {},
) {
  const publishing = nextMessage(client, address, feed);
  const session = await run(operation, params);
  assert.equal(session.success, true, JSON.stringify(session.messages));
  const [[blockName, block] = []] = Object.entries((await publishing).message as object);
  const { result, ...data } = sessionData(session);
  assert.deepEqual(result, { success: true, return_val: data, traceback: null });
  return { data, blockName, fields: (block as { data: Record<string, number[]> }).data, session };
}

describe('Simulated noise', () => {
  test('is reported as quantiles, which are published', async (t) => {
    const setting = await startController(t);
    const { data, fields, blockName, session } = await measure(setting, 'take_noise', 'noise_results');
    assert.deepEqual(outcomeOf(session), [true, 'Finished taking noise']);
    assert.deepEqual(Object.keys(data), ['quantiles']);
    assert.equal(blockName, 'noise_results');
    assert.deepEqual(Object.keys(fields), quantileNames('white_noise_level'));
    const { values, total } = (data['quantiles'] as QuantileTable)['white_noise_level'] ?? {
      values: [],
      total: 0,
    };
    assert.ok(
      values.every((level) => level > 30 && level < 110),
      String(values),
    );
    assert.deepEqual(fields['white_noise_level_q50'], [values[2]]);
    assert.deepEqual(fields['white_noise_level_total'], [total]);
    assert.deepEqual(
      values,
      values.toSorted((a, b) => a - b),
    );
  });

  test('takes its duration times the time scale, with a tagged stream', async (t) => {
    const { run, start, state } = await startController(t, { timeScale: 0.01 });
    const session = await run('take_noise');
    const seconds = Number(session.end_time) - session.start_time;
    assert.ok(seconds >= 0.29 && seconds < 5, `30 s became ${seconds} s`);
    await start('take_noise', { duration: 100_000, tag: 'night,1' });
    const seen = await state(({ stream_tag }) => stream_tag === 'oper,noise,night,1');
    assert.deepEqual([seen['open_g3stream'], seen['pysmurf_action']], [1, 'take_noise']);
  });
});

describe('A simulated stream', () => {
  test('is on some time after its start, reports its ids, and is off after a stop', async (t) => {
    const { client, address, start, state, end, controller } = await startController(t, { timeScale: 0.003 });
    await start('stream', { subtype: 'cmb', tag: 'moon' });
    const starting = await client.status(address, 'stream');
    assert.ok(starting.session);
    assert.equal(sessionData(starting.session)['stream_on'] ?? false, false);
    const { stream_tag, pysmurf_action } = await state(({ open_g3stream }) => open_g3stream === 1);
    assert.deepEqual([stream_tag, pysmurf_action], ['obs,cmb,moon', 'stream_g3_on']);
    const data = controller.session('stream')?.data;
    assert.equal(data?.['stream_on'], true);
    assert.equal(data?.['stream_id'], 'ufm_mv12');
    assert.ok(Number.isInteger(data?.['sid']));
    await client.stop(address, 'stream');
    const session = await end('stream');
    assert.deepEqual(outcomeOf(session), [true, 'Finished streaming data']);
    assert.equal(sessionData(session)['stream_on'], false);
    await state(({ open_g3stream, pysmurf_action: action }) => open_g3stream === 0 && action === '');
  });

  test('ends by itself after its duration', async (t) => {
    const { run } = await startController(t, { timeScale: 0.01 });
    const session = await run('stream', { duration: 10 });
    assert.deepEqual(outcomeOf(session), [true, 'Finished streaming data']);
    const seconds = Number(session.end_time) - session.start_time;
    assert.ok(seconds >= 0.39 && seconds < 5, `40 s became ${seconds} s`);
  });
});

describe('Simulated biases', () => {
  test('are set for all groups, for some, and one by one', async (t) => {
    const { run, controller } = await startController(t);
    const { biases } = controller.hardware;
    assert.deepEqual(outcomeOf(await run('set_biases', { bias: 1.5 })), [
      true,
      'Finished setting biases to 1.5',
    ]);
    assert.deepEqual([...biases], Array(12).fill(1.5));
    await run('set_biases', { bias: 2, bgs: 3 });
    assert.equal(biases[3], 2);
    assert.deepEqual(outcomeOf(await run('set_biases', { bias: [3, 4], bgs: [0, 11] })), [
      true,
      'Finished setting biases to [3, 4]',
    ]);
    assert.deepEqual([...biases], [3, 1.5, 1.5, 2, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 4]);
  });

  test('are refused if their number differs from that of the groups', async (t) => {
    const { run } = await startController(t);
    assert.deepEqual(outcomeOf(await run('set_biases', { bias: [3, 4] })), [
      false,
      'Number of biases must match number of bgs',
    ]);
    assert.equal((await run('set_biases', { bias: 1, bgs: [12] })).success, false);
    assert.equal((await run('set_biases', { bias: 'high' })).success, false);
  });

  test('are zeroed by a set_biases for which zero_biases does not wait', async (t) => {
    const { run, end, controller, start } = await startController(t, { timeScale: 0.01 });
    await run('set_biases', { bias: 1.5 });
    assert.deepEqual(outcomeOf(await run('zero_biases', { bgs: [1] })), [true, 'Finished zeroing biases']);
    assert.notEqual(controller.session('set_biases')?.status, 'done');
    assert.equal((await end('set_biases')).success, true);
    assert.deepEqual(controller.hardware.biases.slice(0, 3), [1.5, 0, 1.5]);

    await start('take_noise', { duration: 100_000 });
    assert.equal((await run('zero_biases')).success, true);
    assert.deepEqual(outcomeOf(await end('set_biases')), [false, 'Operation failed: take_noise is running.']);
    assert.equal(controller.hardware.biases[0], 1.5);
  });

  test('determine the results of bias steps', async (t) => {
    const setting = await startController(t);
    const steps = () => measure(setting, 'take_bias_steps', 'bias_step_results');
    assert.equal((await steps()).data['biased_total'], 0);

    const biased = await setting.run('bias_dets', { rfrac: 0.5 });
    assert.deepEqual(outcomeOf(biased), [true, 'Finished biasing detectors']);
    assert.deepEqual(sessionData(biased)['biases'], [...setting.controller.hardware.biases, 0, 0, 0]);
    const { data, fields, blockName } = await steps();
    const perGroup = data['biased_per_bg'] as number[];
    assert.equal(perGroup.length, 12);
    assert.ok(Number(data['biased_total']) > 1300);
    assert.equal(
      perGroup.reduce((sum, biasedDetectors) => sum + biasedDetectors),
      data['biased_total'],
    );
    const { Rfrac, Rtes, Si } = data['quantiles'] as QuantileTable;
    assert.ok(Math.abs((Rfrac?.values[2] ?? 0) - 0.5) < 0.05);
    assert.ok(Math.abs((Rtes?.values[2] ?? 0) - 3.9e-3) < 0.5e-3);
    assert.ok((Si?.values[2] ?? 0) < -1e6);
    assert.equal(blockName, 'bias_steps_results');
    assert.deepEqual(
      Object.keys(fields).toSorted(),
      [
        ...perGroup.map((_, bg) => `biased_bg${bg}`),
        'biased_total',
        ...quantileNames('Rfrac', 'Si', 'Rtes'),
      ].toSorted(),
    );

    await setting.run('overbias_tes');
    assert.equal((await steps()).data['biased_total'], 0);
  });

  test('count as biased within the requested range', async (t) => {
    const setting = await startController(t);
    await setting.run('bias_dets', { rfrac: [0.4, 0.5] });
    const total = async (rfrac_range: unknown) =>
      (await measure(setting, 'take_bias_steps', 'bias_step_results', { rfrac_range })).data['biased_total'];
    assert.equal(await total([0.95, 1]), 0);
    assert.ok(Number(await total([0.3, 0.6])) > 1000);
    const odd = await setting.run('take_bias_steps', { rfrac_range: 'wide' });
    assert.equal(odd.success, false);
    assert.match(JSON.stringify(odd.data), /expected rfrac_range as a pair of numbers/);
  });
});

describe('Other simulated measurements', () => {
  test('find normal resistances and saturation powers, and end at 0 V', async (t) => {
    const setting = await startController(t);
    await setting.run('set_biases', { bias: 3 });
    const { data, fields, blockName, session } = await measure(setting, 'take_iv', 'iv_results');
    assert.deepEqual(outcomeOf(session), [true, 'Finished taking IV']);
    const { Rn, p_sat } = data['quantiles'] as QuantileTable;
    assert.ok(Math.abs((Rn?.values[2] ?? 0) - 7.8e-3) < 0.2e-3);
    assert.ok((p_sat?.values[0] ?? 0) > 1e-12 && (p_sat?.values[4] ?? 0) < 2e-11);
    assert.equal(blockName, 'iv_results');
    assert.deepEqual(Object.keys(fields), quantileNames('Rn', 'p_sat'));
    assert.deepEqual([...setting.controller.hardware.biases], Array(12).fill(0));
  });

  test('count the channels of the bias groups, then those without a group', async (t) => {
    const { run, controller } = await startController(t);
    const session = await run('take_bgmap');
    const { nchans_per_bg } = sessionData(session) as { nchans_per_bg: number[] };
    assert.deepEqual(outcomeOf(session), [true, 'Finished taking bgmap']);
    assert.equal(nchans_per_bg.length, 13);
    assert.equal(
      nchans_per_bg.reduce((sum, channels) => sum + channels),
      controller.hardware.active().length,
    );
    assert.ok(nchans_per_bg.every((channels) => channels > 0));
  });

  test('modulate the bias with waves', async (t) => {
    const setting = await startController(t);
    await setting.run('bias_dets');
    const { data, blockName, session } = await measure(setting, 'take_bias_waves', 'bias_wave_results');
    assert.deepEqual(outcomeOf(session), [true, 'Finished taking bias steps']);
    assert.equal(blockName, 'bias_wave_results');
    assert.ok(Number(data['biased_total']) > 1000);
  });

  test('find that the link to the card works', async (t) => {
    const { run } = await startController(t);
    const session = await run('restart_rssi');
    assert.deepEqual(outcomeOf(session), [true, 'RSSI is not locked-up -- Doing nothing.']);
    assert.equal(sessionData(session)['rssi_responsive'], true);
  });
});

describe('The tones of a simulated slot', () => {
  test('are switched off, and come back band by band; the channel mask stays', async (t) => {
    const setting = await startController(t);
    const { run, state, controller } = setting;
    const all = controller.hardware.active().length;
    assert.deepEqual(outcomeOf(await run('all_off')), [true, 'Everything off']);
    const off = await state(({ num_active_channels }) => num_active_channels === 0);
    assert.equal((off['channel_mask'] as number[]).length, all);
    const { quantiles } = (await measure(setting, 'take_noise', 'noise_results')).data;
    assert.equal((quantiles as QuantileTable)['white_noise_level']?.total, 0);

    const { data, fields } = await measure(setting, 'uxm_relock', 'tracking_results', { bands: [2, 5] });
    const { all_det_num, good_det_num } = data as { all_det_num: number[]; good_det_num: number[] };
    assert.deepEqual(
      all_det_num.map((detectors) => detectors > 0),
      [false, false, true, false, false, true, false, false],
    );
    assert.equal(
      controller.hardware.active().length,
      good_det_num.reduce((sum, good) => sum + good),
    );
    assert.deepEqual([fields['alarm_band0'], fields['alarm_band2']], [[1], [0]]);
    assert.deepEqual(
      [fields['alldet_band5'], fields['gooddet_band5']],
      [[all_det_num[5]], [good_det_num[5]]],
    );
    assert.equal(Object.keys(fields).length, 24);

    assert.deepEqual(outcomeOf(await run('uxm_relock')), [true, 'Finished UXM Relock']);
    await state(({ num_active_channels }) => num_active_channels === all);
  });

  test('stay on if only the amplifiers are switched off', async (t) => {
    const { run, controller } = await startController(t);
    await run('all_off', { disable_tones: false });
    assert.ok(controller.hardware.active().length > 0);
  });

  test('come with a setup, which has no other result', async (t) => {
    const { run, controller } = await startController(t);
    await run('all_off');
    const session = await run('uxm_setup');
    assert.deepEqual(outcomeOf(session), [true, 'Finished UXM Setup']);
    assert.deepEqual(sessionData(session), { result: { success: true, return_val: null, traceback: null } });
    assert.ok(controller.hardware.active().length > 1400);
  });

  test('are not searched for in an unknown band', async (t) => {
    const { run } = await startController(t);
    const session = await run('uxm_relock', { bands: [8] });
    assert.equal(session.success, false);
    assert.match(JSON.stringify(session.data), /unknown band 8/);
  });
});

describe('A simulated script', () => {
  test('succeeds unless it is killed', async (t) => {
    const { run, start, end } = await startController(t);
    assert.deepEqual(outcomeOf(await run('run', { script: '/a.py', args: ['-v'] })), [
      true,
      'Script has finished with exit code 0',
    ]);
    const crashes = {
      run: "KeyError'>: 'script'",
      abort: "twisted.internet.error.ProcessExitedAlready'>: ",
    };
    for (const [operation, crash] of Object.entries(crashes)) {
      const [success, message] = outcomeOf(await run(operation));
      assert.equal(success, false);
      assert.ok(message.startsWith(`CRASH: [Failure instance: Traceback: <class '${crash}\n`), message);
    }
    const slow = await startController(t, { timeScale: 0.1 });
    await slow.start('run', { script: '/a.py' });
    assert.deepEqual(outcomeOf(await slow.run('abort')), [true, 'Aborting process']);
    assert.deepEqual(outcomeOf(await slow.end('run')), [false, 'Script has finished with exit code None']);
    await start('run', { script: '/b.py' });
    assert.equal((await end('run')).success, true);
  });

  test('is not ended by an abort of its operation', async (t) => {
    const { client, address, start, controller } = await startController(t, { timeScale: 1 });
    await start('run', { script: '/a.py' });
    await until(() => controller.session('run')?.status === 'running', 'the script runs');
    await assert.rejects(client.abort(address, 'run'), /runtime_error/);
    assert.equal(controller.session('run')?.status, 'running');
  });
});
