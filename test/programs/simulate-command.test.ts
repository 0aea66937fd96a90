import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Router } from '../../src/router/router.js';
import { connectClient, startRouter } from '../ocs/harness.js';
import { within } from '../until.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));

/** `multismurf simulate` as a process of its own; killed after the test if it still runs. */
function simulate(t: TestContext, { url }: Pick<Router, 'url'>, ...args: readonly string[]) {
  const site = ['--site', 'none', '--site-hub', url];
  const child = spawn(process.execPath, [MAIN, 'simulate', ...site, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  return child;
}

async function firstLine({ stdout }: ReturnType<typeof simulate>): Promise<string> {
  const [line] = await within(once(createInterface({ input: stdout }), 'line'), 'a line on standard output');
  return String(line);
}

async function exitOf(child: ChildProcess): Promise<readonly [code: unknown, signal: unknown]> {
  if (child.exitCode !== null || child.signalCode !== null) return [child.exitCode, child.signalCode];
  const [code, signal] = await within(once(child, 'exit'), 'the end of the process');
  return [code, signal];
}

describe('multismurf simulate', { concurrency: true }, () => {
  test('prints in one line what is simulated and where, and ends with SIGTERM', async (t) => {
    const router = await startRouter(t);
    const child = simulate(t, router, '--slots', '2', '--time-scale', '1000', '--fault', 's3:all_off=raise');
    const logged = text(child.stderr);
    assert.equal(
      await firstLine(child),
      `simulating 2 SMuRF slots on ${router.url}, realm test_realm, address root observatory: pysmurf-controller-s2 (sim_mv5), pysmurf-controller-s3 (sim_mv12); set faults with the OCS agent "simulator"`,
    );
    const client = await connectClient(t, router);
    const outcome = async (slot: string) => {
      const address = `observatory.pysmurf-controller-${slot}`;
      await client.start(address, 'all_off', {});
      return (await client.wait(address, 'all_off', 10)).session?.success;
    };
    assert.deepEqual([await outcome('s2'), await outcome('s3')], [true, false]);
    child.kill('SIGTERM');
    assert.deepEqual(await exitOf(child), [0, null]);
    await assert.rejects(client.getApi('observatory.pysmurf-controller-s2'), /no_such_procedure/);
    assert.doesNotMatch(await logged, /"level":50/);
  });

  test('is not started twice under the same ids', async (t) => {
    const router = await startRouter(t);
    const first = simulate(t, router, '--slots', '1');
    await firstLine(first);
    const second = simulate(t, router, '--slots', '1', '--log-level', 'silent');
    const [said, [code]] = await Promise.all([text(second.stderr), exitOf(second)]);
    assert.equal(code, 1);
    assert.match(
      said,
      /^multismurf: expected free addresses .*observatory\.pysmurf-controller-s2 \(a Pysmurf/,
    );
    assert.match(said, /--instance-prefix/);
    const aside = ['--instance-prefix', 'aside-', '--instance-id', 'simulator-2'];
    assert.match(await firstLine(simulate(t, router, '--slots', '1', ...aside)), /: aside-s2 \(sim_mv5\)/);
  });

  test('waits for a router, logs which, and can be ended while it waits', async (t) => {
    const child = simulate(t, { url: 'ws://127.0.0.1:9/ws' });
    const waiting = new Promise<void>((resolve) => {
      createInterface({ input: child.stderr }).on('line', (line) => {
        if (line.includes('waiting for the router at ws://127.0.0.1:9/ws')) resolve();
      });
    });
    await within(waiting, 'the line of the log');
    child.kill('SIGTERM');
    assert.deepEqual(await exitOf(child), [0, null]);
  });
});
