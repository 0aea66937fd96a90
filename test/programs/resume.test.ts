import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { silentLogger } from '../../src/lib/logger.js';
import { type SimulatedNetwork, startSimulatedNetwork } from '../../src/simulator/network.js';
import { until, within } from '../until.js';
import { ask, isReady, LISTENING, type Running, startProgram } from './program.js';

interface RunSlot {
  readonly streamId: string;
  readonly status: string;
  readonly inferred: boolean;
  readonly reason: string | null;
}

interface Run {
  readonly id: string;
  readonly status: string;
  readonly slots: readonly RunSlot[];
}

const RUN = '{ id status slots { streamId status inferred reason } }';

async function network(t: TestContext, slots: number): Promise<SimulatedNetwork> {
  const made = await startSimulatedNetwork({ slots, seed: 1, timeScale: 0.1, logger: silentLogger });
  t.after(() => made.close());
  return made;
}

function folder(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), 'multismurf-'));
  t.after(() => rmSync(made, { recursive: true }));
  return made;
}

/** A server on the network, with its runs in a folder; resolves when it is ready. */
async function serve(t: TestContext, { url }: SimulatedNetwork, place: string) {
  const site = ['--site', 'none', '--site-hub', url, '--port', '0', '--data-dir', place];
  const program = startProgram(t, ['serve', ...site]);
  const [, address = ''] = await program.line(LISTENING);
  await isReady(address);
  return { program, url: address };
}

async function kill(program: Running): Promise<void> {
  program.kill('SIGKILL');
  await within(program.ended, 'the end of the server');
}

async function endOf(url: string, id: string): Promise<Run> {
  return await until(async () => {
    const { run } = await ask<{ run: Run | null }>(url, `{ run(id: "${id}") ${RUN} }`);
    assert.ok(run, 'the run is known after the restart');
    return run.status === 'RUNNING' ? null : run;
  }, `the end of run ${id}`);
}

/** How many sessions each agent has begun: it counts them from 0. */
const begun = ({ controllers }: SimulatedNetwork) =>
  controllers.map((slot) => Math.max(...OPERATIONS.map((name) => slot.session(name)?.sessionId ?? -1)) + 1);
const OPERATIONS = ['take_noise', 'check_state'];

async function start(url: string, options = ''): Promise<Run> {
  const request = `operation: "take_noise", params: { duration: 20 }${options}`;
  return (await ask<{ run: Run }>(url, `mutation { run: runOperation(${request}) ${RUN} }`)).run;
}

const statuses = ({ slots }: Run) => slots.map(({ status }) => status);

describe('a server that is killed', () => {
  it('goes on with a run when it is started again, and starts nothing twice', async (t) => {
    const slots = await network(t, 3);
    const place = folder(t);
    const first = await serve(t, slots, place);
    const before = begun(slots);
    const { id } = await start(first.url, ', waitFor: STARTED, waitSeconds: 10');
    await kill(first.program);

    const second = await serve(t, slots, place);
    const run = await endOf(second.url, id);
    assert.deepEqual([run.status, ...statuses(run)], ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    assert.deepEqual(
      begun(slots),
      before.map((count) => count + 1),
    );
  });

  it('goes on with a series where it was, and knows a request by its id', async (t) => {
    const slots = await network(t, 3);
    const place = folder(t);
    const first = await serve(t, slots, place);
    const before = begun(slots);
    const series = ', options: { maxConcurrency: 1, requestId: "night 7" }';
    const { id } = await start(first.url, series);
    await until(async () => {
      const { run } = await ask<{ run: Run }>(first.url, `{ run(id: "${id}") ${RUN} }`);
      return statuses(run).join() === 'SUCCEEDED,RUNNING,PENDING';
    }, 'the first of the series is done, and the second runs');
    await kill(first.program);

    const second = await serve(t, slots, place);
    assert.equal((await start(second.url, series)).id, id, 'the request that is sent again gives its run');
    const run = await endOf(second.url, id);
    assert.deepEqual([run.status, ...statuses(run)], ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    assert.deepEqual(
      begun(slots),
      before.map((count) => count + 1),
    );
  });
});
