import assert from 'node:assert/strict';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { freePort } from '../free-port.js';
import { projectRoot } from '../project-root.js';
import { until } from '../until.js';
import { askAgent, noteStarts } from './agents.js';
import { type Controller, type Network, startNetwork } from './network.js';
import {
  agentOf,
  type Integrations,
  installIntegrations,
  type Session,
  watched,
} from './python-integrations.js';

describe('the Python package on a network of real agents', () => {
  let network: Network;
  let controllers: readonly Controller[];
  let integrations: Integrations;
  let port: number;
  before(async () => {
    port = await freePort();
    network = await startNetwork({ slots: 3, registry: true, instances: { hm: 'HostManager' } });
    controllers = network.controllers;
    integrations = await installIntegrations(network, { port, threshold: 2 });
    await integrations.startHostManager();
    await ready();
  });
  after(() => network?.stop());
  beforeEach(async () => {
    for (const controller of controllers) controller.script({});
    await ready();
    await multismurf().run('acknowledge', { stream_ids: ids() });
  });

  const ids = () => controllers.map(({ instanceId }) => instanceId);
  const sessionOf = async (controller: Controller | undefined, operation: string) => {
    assert.ok(controller);
    return (await askAgent(network, controller, 'status', operation)) as unknown as Session;
  };
  const multismurf = () => agentOf(network, 'multismurf');
  const hm = () => agentOf(network, 'hm');
  /** MultiSmurf answers and knows its slots. Returns the id of its process. */
  const ready = async () => {
    const health = () => fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null);
    await until(async () => (await health())?.ok, 'MultiSmurf is ready');
    return until(multismurf().pid, 'MultiSmurf has its address');
  };
  const hostManager = () => watched(network);
  const bringDown = async () => {
    await hm().run('update', { requests: [['multismurf', 'down']] });
    await until(async () => (await hostManager()).state === 'down', 'it is down');
  };
  const bringUp = () => hm().run('update', { requests: [['multismurf', 'up']] });

  describe('lets HostManager', () => {
    it('start multismurf serve with the instance id and the arguments of the site file', async () => {
      const words = readFileSync(`/proc/${await ready()}/cmdline`, 'utf8').split('\0');
      assert.deepEqual(
        words.slice(words.indexOf('serve')).filter((word, index) => index > 0 && !word.startsWith('/')),
        ['--site-file', '--working-dir', '--instance-id', 'multismurf', '--site-host', 'localhost', ''],
      );
      const { said, state } = await hostManager();
      assert.ok(said.includes('Found plugin for "MultiSmurfManager"'), said.join('\n'));
      assert.equal(state, 'up');
    });

    it('start it again after kill -9, and report why it cannot start', async () => {
      const killed = await ready();
      renameSync(integrations.command, `${integrations.command}-moved`);
      process.kill(killed, 'SIGKILL');
      const reason = /^stderr output from .*multismurf-ocs cannot start the command multismurf: No such/s;
      await until(async () => (await hostManager()).said.some((text) => reason.test(text)), 'the reason');
      renameSync(`${integrations.command}-moved`, integrations.command);
      await until(
        async () => ![killed, null].includes(await multismurf().pid()),
        'another process has the address',
      );
      const { said } = await hostManager();
      assert.ok(said.some((text) => /^Detected exit of MultiSmurfManager:multismurf .*signal 9/.test(text)));
    });

    it('stop it, which is a clean end, and start it again', async () => {
      const stopped = await ready();
      await bringDown();
      assert.throws(() => process.kill(stopped, 0), /ESRCH/);
      const { said } = await hostManager();
      assert.ok(said.includes('Agent instance MultiSmurfManager:multismurf has exited'), said.join('\n'));
      await bringUp();
      assert.notEqual(await ready(), stopped);
    });
  });

  describe('lets sorunlib command the slots through MultiSmurf, and', () => {
    it('starts all at once with one request, also if MultiSmurf is killed meanwhile', async () => {
      const told = noteStarts(controllers);
      const script = await integrations.startScript(
        'killed-server',
        "run.smurf.iv_curve(iv_kwargs={'seconds': 4})",
      );
      const running = async (controller: Controller) =>
        (await sessionOf(controller, 'take_iv')).status === 'running';
      await until(async () => (await Promise.all(controllers.map(running))).every(Boolean), 'all run');
      const killed = await ready();
      process.kill(killed, 'SIGKILL');
      assert.equal(
        await script.waitForLine(/^\{/),
        JSON.stringify({ left: ids(), error: null }).replaceAll(/[,:]/g, '$& '),
      );
      assert.notEqual(await ready(), killed);
      assert.deepEqual(told(), [['take_iv'], ['take_iv'], ['take_iv']]);
      const starts = await Promise.all(controllers.map((one) => sessionOf(one, 'take_iv')));
      const times = starts.map(({ start_time }) => start_time);
      assert.ok(Math.max(...times) - Math.min(...times) < 2, `started at ${times}`);
      const { data } = await multismurf().run('recent_runs', { operation: 'take_iv' });
      assert.equal((data['runs'] as unknown[]).length, 1);
    });

    it('removes the slots that failed, each with its reason, until sorunlib has too few', async () => {
      const [first, second] = controllers;
      second?.script({ take_bias_steps: { raise: 'no signal' } });
      first?.script({ bias_dets: { raise: 'no bias' } });
      const { printed, left, error } = await integrations.script(
        'run.smurf.bias_step(tag="a")\nrun.smurf.bias_dets()\nrun.smurf.take_bgmap()',
      );
      assert.match(
        printed,
        /^Failed to perform take_bias_steps on pysmurf-controller-s3, removing .*: FAILED, RuntimeError: no signal\.$/m,
      );
      assert.match(
        printed,
        /^Failed to perform bias_dets on pysmurf-controller-s2, removing .*: FAILED, RuntimeError: no bias\.$/m,
      );
      assert.deepEqual(left, ids().slice(2));
      assert.equal(error, 'Functional SMuRF count below failure threshold (1 < 2).');
      assert.equal((await sessionOf(first, 'take_bgmap')).status, undefined, 'nothing more is started');
    });

    it('skips a slot that cannot be commanded, and removes it with the reason', async () => {
      const [, , third] = ids();
      await multismurf().run('out_of_service', { stream_ids: [third], reason: 'warm' });
      const { printed, left, error } = await integrations.script('run.smurf.set_biases(3)');
      await multismurf().run('in_service', { stream_ids: [third] });
      assert.match(
        printed,
        /^Failed to perform set_biases on pysmurf-controller-s4, .*: SKIPPED, Out of service .*warm\)\.$/m,
      );
      assert.deepEqual([left, error], [ids().slice(0, 2), null]);
    });

    it('runs in series, with the time to settle after each slot', async () => {
      const { left, printed } = await integrations.script(
        'import time\nrun.smurf.iv_curve(concurrent=False, settling_time=1)\nprint(time.time())',
      );
      const returned = Number(printed.split('\n').at(-1));
      assert.deepEqual(left, ids());
      const sessions = await Promise.all(controllers.map((one) => sessionOf(one, 'take_iv')));
      const inOrder = sessions.toSorted((a, b) => a.start_time - b.start_time);
      const pauses = inOrder.map(
        ({ end_time }, index) => (inOrder[index + 1]?.start_time ?? returned) - end_time,
      );
      assert.ok(Math.min(...pauses) >= 0.95, `the pauses were ${pauses}`);
    });

    it('starts no further slot of a series when the script is interrupted', async () => {
      const told = noteStarts(controllers);
      const body = "run.smurf.iv_curve(iv_kwargs={'seconds': 3}, concurrent=False, settling_time=0)";
      const script = await integrations.startScript('interrupted', body);
      await until(() => told().flat().length === 1, 'the first slot is started');
      await until(async () => (await multismurf().status('take_iv')).status === 'running', 'it runs');
      await script.kill('SIGTERM');
      const end = await multismurf().wait('take_iv');
      assert.equal(end.success, false);
      assert.equal(told().flat().length, 1);
    });
  });

  describe('lets sorunlib stream through MultiSmurf, and', () => {
    const streaming = async () =>
      (await Promise.all(controllers.map((one) => sessionOf(one, 'stream')))).map(({ status }) => status);

    it('runs the script of its README', async () => {
      const readme = readFileSync(join(projectRoot, 'integrations', 'python', 'README.md'), 'utf8');
      const [script = ''] = /(?<=```python\n)import sorunlib[^`]*/.exec(readme) ?? [];
      const { code, stdout, stderr } = await integrations.run(script);
      assert.equal(code, 0, stderr);
      const left = stdout.trimEnd().split('\n').at(-1) ?? '';
      assert.deepEqual(left.match(/[\w-]+-s\d/g)?.toSorted(), ids(), stdout);
    });

    it('returns when the data of all slots flow, and when the targets have ended', async () => {
      const { printed, left, error } = await integrations.script(`
run.smurf.stream('on', tag='night')
print([smurf.stream.status().session['data']['stream_on'] for smurf in run.CLIENTS['smurf']])
run.smurf.set_targets(['pysmurf-controller-s2', 'pysmurf-controller-s3'])
run.smurf.stream('off')
print([smurf.stream.status().session['status'] for smurf in run.CLIENTS['smurf']])
`);
      assert.match(printed, /^\[True, True, True\]$/m);
      assert.match(printed, /^\['done', 'done'\]$/m);
      assert.deepEqual([left, error], [ids().slice(0, 2), null]);
      assert.deepEqual(await streaming(), ['done', 'done', 'running'], 'the other slot is left alone');
      await integrations.script("run.smurf.stream('off')");
      assert.deepEqual(await streaming(), ['done', 'done', 'done']);
    });

    it('reports a request that is rejected as a whole, and removes no slot', async () => {
      await multismurf().run('out_of_service', { stream_ids: ids(), reason: 'warm' });
      const { printed, left, error } = await integrations.script(
        "try: run.smurf.stream('on')\nfinally: run.smurf.stream('off')",
      );
      await multismurf().run('in_service', { stream_ids: ids() });
      assert.match(error ?? '', /^MultiSmurf started stream on no slot: No slot can be commanded\. .*warm/);
      assert.deepEqual([printed, left], ['Stopping SMuRF streams.', ids()]);
    });

    it('removes the slots whose streams fail or send no data, and stops them', async () => {
      const [, second, third] = controllers;
      second?.script({ stream: { raise: 'no tones' } });
      third?.script({ stream: { seconds: 4 } });
      const { printed, left, error } = await integrations.script(`
import multismurf_ocs.sorunlib
multismurf_ocs.sorunlib.STREAM_SECONDS = 2
run.smurf.stream('on')
`);
      const failed = (id: string | undefined, reason: string) =>
        assert.match(
          printed,
          new RegExp(`^Failed to start stream on ${id}, removing .*: ${reason}\\.$`, 'm'),
        );
      failed(second?.instanceId, 'FAILED, RuntimeError: no tones');
      failed(third?.instanceId, 'RUNNING, No data flow after 2 s');
      assert.deepEqual(await streaming(), ['running', 'done', 'done']);
      assert.deepEqual(left, ids().slice(0, 1));
      assert.equal(error, 'Functional SMuRF count below failure threshold (1 < 2).');
      await integrations.script("run.smurf.stream('off')");
    });

    it('removes a slot that streams already, with the tag of somebody else, and lets it stream', async () => {
      const [first] = controllers;
      assert.ok(first);
      await askAgent(network, first, 'start', 'stream', { tag: 'theirs' });
      await until(async () => (await sessionOf(first, 'stream')).status === 'running', 'it streams');
      const { printed, left } = await integrations.script("run.smurf.stream('on')\nrun.smurf.stream('off')");
      assert.match(printed, /^Failed to start stream on pysmurf-controller-s2, .*: ALREADY_RUNNING, /m);
      assert.deepEqual(left, ids().slice(1));
      assert.deepEqual(await streaming(), ['running', 'done', 'done']);
      await integrations.script("run.smurf.stream('off')");
      assert.deepEqual(await streaming(), ['done', 'done', 'done']);
    });

    it('removes a slot whose stream was lost meanwhile', async () => {
      const [first] = controllers;
      const go = join(network.directory, 'go');
      const script = await integrations.startScript(
        'lost-stream',
        `
import os, time
run.smurf.stream('on')
print('streams')
while not os.path.exists('${go}'): time.sleep(0.05)
run.smurf.stream('off')
`,
      );
      await script.waitForLine(/^streams/);
      await first?.restart();
      writeFileSync(go, '');
      const line = await script.waitForLine(/^Failed to stop stream on /);
      assert.match(line, /^Failed to stop stream on pysmurf-controller-s2, .*: LOST, .*restarted/);
      assert.deepEqual(JSON.parse(await script.waitForLine(/^\{/)), { left: ids().slice(1), error: null });
      assert.deepEqual((await streaming()).slice(1), ['done', 'done']);
    });

    it('stops the streams without MultiSmurf if that is down', async () => {
      await integrations.script("run.smurf.stream('on')");
      await bringDown();
      const { printed, left, error } = await integrations.script("run.smurf.stream('off')");
      await bringUp();
      assert.match(
        printed,
        /^The agent multismurf of MultiSmurf cannot be reached .* stopped without it\.$/m,
      );
      assert.deepEqual([left, error], [ids(), null]);
      assert.deepEqual(await streaming(), ['done', 'done', 'done']);
    });
  });
});
