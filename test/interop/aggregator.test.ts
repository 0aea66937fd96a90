import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { until } from '../until.js';
import { askAgent } from './agents.js';
import type { ManagedProcess } from './managed-process.js';
import { startMultiSmurf } from './multismurf.js';
import { type Network, startNetwork } from './network.js';
import { pythonSources } from './python-environment.js';
import { ensureVirtualEnvironment } from './virtual-environment.js';

/** What was recorded of one field: a value for each time (UNIX seconds). */
interface Recorded {
  readonly times: readonly number[];
  readonly values: readonly unknown[];
}
/** What python/recorded_file.py says: fields by feed. */
type Feeds = Readonly<Record<string, Readonly<Record<string, Recorded>>>>;

const ADDRESS = 'observatory.multismurf';
const AGGREGATOR = { instanceId: 'aggregator' };

describe('the aggregator of OCS', () => {
  let network: Network;
  let aggregator: ManagedProcess;
  let feeds: Feeds;
  let began: number;
  let ended: number;
  before(async () => {
    const commands = await ensureVirtualEnvironment({
      name: 'aggregator-venv',
      requirements: join(pythonSources, 'aggregator-requirements.txt'),
      cost: 'half a minute',
    });
    const python = join(commands, 'python');
    network = await startNetwork({ slots: 2, instances: { aggregator: 'AggregatorAgent' } });
    const folder = join(network.directory, 'recorded');
    mkdirSync(folder);
    const site = ['--site-file', network.siteFile, '--site-host', 'localhost'];
    const ours = ['--instance-id', AGGREGATOR.instanceId, '--initial-state', 'record', '--data-dir', folder];
    aggregator = await network.spawn({
      name: 'aggregator',
      command: python,
      args: ['-m', 'ocs.agents.aggregator.agent', ...ours, ...site],
      env: { OCS_CONFIG_DIR: network.directory, PYTHONUNBUFFERED: '1' },
      ready: (started) => started.waitForLine(/Creating file/, 60_000),
    });
    began = Date.now() / 1000;
    const multismurf = await startMultiSmurf(network);
    await multismurf.process.waitForLine(/registered as an agent on the OCS network/);
    await multismurf.process.waitForLine(/initial scan of the network is complete/);

    network.controllers[1]?.script({ take_iv: { raise: 'no signal' } });
    for (const [operation, params] of [
      ['take_noise', { duration: 1 }],
      ['take_iv', {}],
    ] as const) {
      await network.call(`${ADDRESS}.ops`, 'start', operation, params);
      await network.call(`${ADDRESS}.ops`, 'wait', operation, null, 60);
    }
    const file = await until(async () => {
      const { data } = await askAgent(network, AGGREGATOR, 'status', 'record');
      const told = data as { current_file?: string; providers?: Record<string, unknown> };
      const has = (feed: string) => Object.hasOwn(told.providers ?? {}, `${ADDRESS}.feeds.${feed}`);
      return has('runs') && has('smurf_slots') ? told.current_file : null;
    }, 'the aggregator has something of both feeds');
    await askAgent(network, AGGREGATOR, 'stop', 'record');
    const { success } = await askAgent(network, AGGREGATOR, 'wait', 'record');
    assert.equal(success, true, 'the aggregator closed its file');
    ended = Date.now() / 1000;

    const reader = [join(pythonSources, 'recorded_file.py'), file, ADDRESS];
    const { stdout } = await promisify(execFile)(python, reader, { timeout: 60_000 });
    feeds = JSON.parse(stdout) as Feeds;
  });
  after(() => network?.stop());

  const columns = (feed: string) =>
    Object.fromEntries(Object.entries(feeds[feed] ?? {}).map(([name, { values }]) => [name, values]));

  it('records both feeds of MultiSmurf, and nothing else, without errors', () => {
    assert.deepEqual(Object.keys(feeds).sort(), ['runs', 'smurf_slots']);
    const complaints = /Error received|invalid|Traceback|ERROR|Could not/;
    assert.deepEqual(aggregator.lines(complaints), []);
    for (const [name, { times, values }] of Object.values(feeds).flatMap((feed) => Object.entries(feed))) {
      assert.equal(times.length, values.length, name);
      assert.ok(
        times.every((time) => time > began - 1 && time < ended + 1),
        `${name} at ${times}`,
      );
    }
  });

  it('records every slot under its stream id', () => {
    const names = ['expired', 'num_active_channels', 'stale', 'streaming'];
    const slots = columns('smurf_slots');
    const streamIds = network.controllers.map(({ streamId }) => streamId);
    const wanted = streamIds.flatMap((streamId) => names.map((name) => `${streamId}_${name}`));
    assert.deepEqual(Object.keys(slots).sort(), wanted.sort());
    for (const streamId of streamIds) {
      assert.equal(slots[`${streamId}_expired`]?.at(-1), false);
      assert.equal(slots[`${streamId}_stale`]?.at(-1), false);
      assert.equal(slots[`${streamId}_streaming`]?.at(-1), false);
      const channels = Number(slots[`${streamId}_num_active_channels`]?.at(-1));
      assert.ok(Number.isInteger(channels) && channels > 0, `${streamId} has ${channels} channels`);
    }
  });

  it('records every run with its outcome', () => {
    const { run_id, duration_ms, ...fields } = columns('runs');
    assert.deepEqual(fields, {
      action: ['RUN', 'RUN'],
      operation: ['take_noise', 'take_iv'],
      via: ['OCS', 'OCS'],
      status: ['SUCCEEDED', 'FAILED'],
      success: [true, false],
      num_slots: [2, 2],
      num_succeeded: [2, 1],
      num_failed: [0, 1],
    });
    assert.equal(new Set(run_id).size, 2);
    const [noise = 0] = (duration_ms ?? []) as number[];
    assert.ok(noise > 900 && noise < 60_000, `take_noise of 1 s took ${noise} ms`);
  });
});
