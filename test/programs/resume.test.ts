import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder as folder } from '../storage/temporary-folder.js';
import { until, within } from '../until.js';
import { begun, endOf, kill, network, RUN, type Run, serve, start, statuses } from './killed-server.js';
import { ask, isReady, LISTENING, startProgram } from './program.js';

/** The number of moments of a run at which the server is killed: `KILLS=50` in `npm run test:kills`. */
const KILLS = Number(process.env['KILLS'] ?? 3);

describe('a server that is killed', () => {
  it('continues a run when it is started again, and starts nothing twice', async (t) => {
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

  it('continues a series at its position, and knows a request by its id', async (t) => {
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

  it('knows the slots that are out of service, and the names of each slot', async (t) => {
    const slots = await network(t, 1);
    const place = folder(t);
    const first = await serve(t, slots, place);
    const [streamId] = slots.controllers.map((slot) => slot.streamId);
    await ask(
      first.url,
      `mutation { setOutOfService(streamIds: ["${streamId}"], reason: "no bias", by: "ann") { id } }`,
    );
    await until(async () => {
      const { smurfInstances } = await ask<{ smurfInstances: unknown[] }>(
        first.url,
        '{ smurfInstances { streamId } }',
      );
      return smurfInstances.length === 1;
    }, 'the slot is known');
    await kill(first.program);
    for (const slot of slots.controllers) await slot.crash();

    const second = await serve(t, slots, place);
    const { smurfInstances } = await ask<{ smurfInstances: unknown[] }>(
      second.url,
      '{ smurfInstances { streamId expired outOfService { reason by } operations(names: ["take_iv"]) { name } } }',
    );
    const outOfService = { reason: 'no bias', by: 'ann' };
    assert.deepEqual(smurfInstances, [
      { streamId, expired: true, outOfService, operations: [{ name: 'take_iv' }] },
    ]);
  });

  it(`at ${KILLS} moments loses no run and starts nothing twice`, async (t) => {
    const slots = await network(t, 2);
    const place = folder(t);
    let server = await serve(t, slots, place);
    let unsent = 0;
    for (let round = 0; round < KILLS; round++) {
      const before = begun(slots);
      const options = round % 2 === 0 ? '' : ', options: { maxConcurrency: 1 }';
      const { id } = await start(server.url, options);
      // Spread over the whole run, from before its first start to after its end.
      await sleep(((round * 0.618) % 1) * 6000);
      await kill(server.program);
      server = await serve(t, slots, place);
      const run = await endOf(server.url, id);
      const started = run.slots.map(({ status }) => (status === 'SUCCEEDED' ? 1 : 0));
      for (const slot of run.slots) {
        const isUnsent = slot.status === 'UNKNOWN' && /may not have started/.test(slot.reason ?? '');
        assert.ok(slot.status === 'SUCCEEDED' || isUnsent, JSON.stringify(slot));
        if (isUnsent) unsent += 1;
      }
      assert.deepEqual(
        begun(slots),
        before.map((count, index) => count + (started[index] ?? 0)),
      );
    }
    t.diagnostic(`${unsent} of ${2 * KILLS} starts were stored and not sent: their slots are UNKNOWN`);
  });
});

describe('the place of the runs', () => {
  it('can be used by one server: a second one is rejected with the pid of the first', async (t) => {
    const slots = await network(t, 1);
    const place = folder(t);
    const { program } = await serve(t, slots, place);
    const second = startProgram(t, ['demo', '--port', '0', '--data-dir', place]);
    const { code, stderr } = await within(second.ended, 'the end of the second');
    assert.equal(code, 1);
    assert.match(
      stderr,
      new RegExp(`another MultiSmurf \\(pid ${program.pid}\\) stores its runs in ${place}`),
    );
  });

  it('is an error at the start if it is configured and cannot be written', async (t) => {
    const place = '/dev/null/runs';
    const program = startProgram(t, [
      'serve',
      '--site',
      'none',
      '--site-hub',
      'ws://127.0.0.1:9/ws',
      '--data-dir',
      place,
    ]);
    const { code, stderr } = await within(program.ended, 'its end');
    assert.equal(code, 1);
    assert.match(stderr, /multismurf: \/dev\/null\/runs cannot be written: ENOTDIR/);
  });

  it('is memory if the default folder cannot be written; the log, the health and the problems report this', async (t) => {
    const { url: router } = await network(t, 1);
    const args = ['serve', '--site', 'none', '--site-hub', router, '--port', '0'];
    const program = startProgram(t, args, { env: { XDG_STATE_HOME: '/dev/null' } });
    const [, url = ''] = await program.line(LISTENING);
    await isReady(url);
    const { degraded } = (await (await fetch(new URL('/health/ready', url))).json()) as {
      degraded: string[];
    };
    assert.match(degraded.join(), /in memory only.*\/dev\/null\/multismurf cannot be written/);
    const { network: seen } = await ask<{ network: unknown }>(
      url,
      '{ network { problems { code severity } } }',
    );
    assert.deepEqual(seen, { problems: [{ code: 'RUNS_IN_MEMORY', severity: 'WARNING' }] });
    assert.match(program.stderr, /runs are kept in memory only/);
  });

  it('of a demo contains runs that end LOST in the next demo, and leave no unknown outcome', async (t) => {
    const place = folder(t);
    const demo = async () => {
      const program = startProgram(t, ['demo', '--slots', '1', '--port', '0', '--data-dir', place]);
      const [, url = ''] = await program.line(LISTENING);
      await isReady(url);
      return { program, url };
    };
    const first = await demo();
    const { id } = await start(first.url, ', waitFor: STARTED, waitSeconds: 10');
    first.program.kill('SIGTERM');
    assert.equal((await within(first.program.ended, 'its end')).code, 0);
    const second = await demo();
    const run = await endOf(second.url, id);
    assert.deepEqual([run.status, ...statuses(run)], ['FAILED', 'LOST']);
    const { run: next } = await ask<{ run: Run }>(
      second.url,
      `mutation { run: runOperation(operation: "take_noise", params: { duration: 1 }, waitSeconds: 60) ${RUN} }`,
    );
    assert.equal(next.slots.length, 1);
  });
});
