import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { freePort } from '../free-port.js';
import { temporaryFolder as folder } from '../storage/temporary-folder.js';
import { until, within } from '../until.js';
import { kill, network, serve } from './killed-server.js';
import { startProgram } from './program.js';

describe('the commands that use a server', () => {
  it('write JSON to a pipe, and their exit code is the result', async (t) => {
    const slots = await network(t, 2);
    const { url } = await serve(t, slots, folder(t));
    const ended = (...words: string[]) =>
      within(
        startProgram(t, words, { env: { MULTISMURF_SERVER: url } }).ended,
        `multismurf ${words.join(' ')}`,
      );
    const [first = ''] = slots.controllers.map(({ streamId }) => streamId);

    const list = await ended('list', first);
    assert.deepEqual([list.code, list.stderr], [0, '']);
    assert.equal(JSON.parse(list.stdout)[0].streamId, first);

    const run = await ended('run', 'take_noise', 'all', '--param', 'duration=5');
    assert.deepEqual([run.code, JSON.parse(run.stdout).status], [0, 'SUCCEEDED']);

    slots.controllers[0]?.failNext('take_noise', 'no tones');
    const failed = await ended('run', 'take_noise', first, '--param', 'duration=5');
    assert.deepEqual([failed.code, JSON.parse(failed.stdout).slots[0].reason], [1, 'no tones.']);

    const rejected = await ended('run', 'take_noise', 'nobody');
    assert.deepEqual([rejected.code, rejected.stdout], [2, '']);
    assert.match(rejected.stderr, /^multismurf: No slot is named nobody\. /);

    const unreachable = await ended('list', '--server', 'http://127.0.0.1:9');
    assert.equal(unreachable.code, 3);
    assert.match(unreachable.stderr, /^multismurf: the server http:\/\/127\.0\.0\.1:9 does not answer/);
  });

  it('follow a run to its true end although the server is killed with SIGKILL and started again', async (t) => {
    const slots = await network(t, 2);
    const place = folder(t);
    const port = await freePort();
    const first = await serve(t, slots, place, port);
    const words = ['run', 'take_noise', 'all', '--param', 'duration=60', '--max-concurrency', '1'];
    const command = startProgram(t, words, { env: { MULTISMURF_SERVER: first.url } });
    const running = () => slots.controllers.some((slot) => slot.session('take_noise')?.status === 'running');
    await until(running, 'the first slot runs');
    await kill(first.program);
    await serve(t, slots, place, port);
    const { code, stdout } = await within(command.ended, 'the end of the command');
    assert.equal(code, 0);
    const { status, slots: ends } = JSON.parse(stdout);
    assert.deepEqual([status, ends.length], ['SUCCEEDED', 2]);
  });
});
