import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
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

export interface Run {
  readonly id: string;
  readonly status: string;
  readonly slots: readonly RunSlot[];
}

export const RUN = '{ id status slots { streamId status inferred reason } }';

export async function network(t: TestContext, slots: number): Promise<SimulatedNetwork> {
  const made = await startSimulatedNetwork({ slots, seed: 1, timeScale: 0.1, logger: silentLogger });
  t.after(() => made.close());
  return made;
}

/** Starts a server that stores its runs in a folder. Resolves when it is ready. @param port 0 for any */
export async function serve(t: TestContext, { url }: Pick<SimulatedNetwork, 'url'>, place: string, port = 0) {
  const site = ['--site', 'none', '--site-hub', url, '--port', String(port), '--data-dir', place];
  const program = startProgram(t, ['serve', ...site]);
  const [, address = ''] = await program.line(LISTENING);
  await isReady(address);
  return { program, url: address };
}

export async function kill(program: Running): Promise<void> {
  program.kill('SIGKILL');
  await within(program.ended, 'the end of the server');
}

export async function endOf(url: string, id: string): Promise<Run> {
  return await until(async () => {
    const { run } = await ask<{ run: Run | null }>(url, `{ run(id: "${id}") ${RUN} }`);
    assert.ok(run, 'the run is known after the restart');
    return run.status === 'RUNNING' ? null : run;
  }, `the end of run ${id}`);
}

/** The number of sessions of each agent, which counts them from 0. */
export const begun = ({ controllers }: SimulatedNetwork) =>
  controllers.map((slot) => Math.max(...OPERATIONS.map((name) => slot.session(name)?.sessionId ?? -1)) + 1);
const OPERATIONS = ['take_noise', 'check_state'];

export async function start(url: string, options = ''): Promise<Run> {
  const request = `operation: "take_noise", params: { duration: 20 }${options}`;
  return (await ask<{ run: Run }>(url, `mutation { run: runOperation(${request}) ${RUN} }`)).run;
}

export const statuses = ({ slots }: Run) => slots.map(({ status }) => status);
