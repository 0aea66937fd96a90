import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { configOf, problemsOf } from '../sources.js';

const problemsIn = (line: string) => problemsOf(line).map(({ source, message }) => `${source}: ${message}`);

describe('a command that uses a server', () => {
  it('uses the server and the token of its options, or else of the environment', () => {
    const env = { MULTISMURF_SERVER: 'http://daq:4000', MULTISMURF_AUTH_TOKEN: 'from the environment' };
    const files = { token: 'from the file\n' };
    const config = configOf('list --auth-token-file token', { env, files });
    assert.ok(config.command === 'list');
    assert.deepEqual(
      [config.server.url, config.server.token?.reveal()],
      ['http://daq:4000', 'from the file'],
    );
    const other = configOf('list --server https://x:1', { env });
    assert.ok(other.command === 'list');
    assert.deepEqual(
      [other.server.url, other.server.token?.reveal()],
      ['https://x:1', 'from the environment'],
    );
    const none = configOf('list');
    assert.ok(none.command === 'list');
    assert.deepEqual(none.server, { url: 'http://127.0.0.1:4000' });
  });

  it('says the name of the user, and carries the password for the slots', () => {
    const env = { MULTISMURF_USER: 'night', MULTISMURF_OCS_PASSWORD: 'sesame' };
    const read = (line: string) => {
      const config = configOf(`list ${line}`, { env, files: { password: 'open\n' } });
      assert.ok(config.command === 'list');
      assert.ok(!/sesame|open/.test(JSON.stringify(config)));
      return [config.server.user, config.server.ocsPassword?.reveal()];
    };
    assert.deepEqual(read(''), ['night', 'sesame']);
    assert.deepEqual(read('--user anna --ocs-password-file password'), ['anna', 'open']);
  });

  it('reads the values of parameters as JSON, or else as text', () => {
    const config = configOf('run take_iv ufm_mv5 --param bands=[1,2] --param tag=a=b --param on=true');
    assert.ok(config.command === 'run');
    assert.deepEqual(config.params, { bands: [1, 2], tag: 'a=b', on: true });
    assert.deepEqual(config.options, {});
  });

  it('reads the password of a grant from a file, or else from the environment, and keeps it out of the options', () => {
    const read = (line: string, surroundings = {}) => {
      const config = configOf(`run take_iv ufm_mv5 ${line}`, surroundings);
      assert.ok(config.command === 'run');
      assert.ok(!JSON.stringify(config).includes('sesame'));
      return [config.options, config.grantPassword?.reveal()];
    };
    const env = { MULTISMURF_GRANT_PASSWORD: 'sesame of the environment' };
    const files = { grant: 'sesame of the file\n' };
    const night = { exclusive: { grant: 'night' } };
    const line = '--grant night --grant-password-file grant';
    assert.deepEqual(read(line, { env, files }), [night, 'sesame of the file']);
    assert.deepEqual(read('--grant night', { env }), [night, 'sesame of the environment']);
    assert.deepEqual(read('--grant night'), [night, undefined]);
  });

  it('rejects the password of a grant that is not named', () => {
    const [problem] = problemsIn('run take_iv all --grant-password-file grant');
    assert.equal(problem, '--grant-password-file: there is no grant: name it with --grant NAME');
  });

  it('never means all slots by mistake: a start and a stop must name them', () => {
    for (const line of ['run take_noise', 'stop stream', 'abort run']) {
      const [command] = line.split(' ');
      assert.deepEqual(problemsIn(line), [
        `command line: expected ${command} OPERATION SLOT...; SLOT is a stream id, an instance id, a group, or all`,
      ]);
    }
  });

  it('reads a preset in place of the operation: then all words are slots', () => {
    const config = configOf('run --preset noise ufm_mv5 ufm_mv12');
    assert.ok(config.command === 'run');
    assert.deepEqual([config.request, config.slots], [{ preset: 'noise' }, ['ufm_mv5', 'ufm_mv12']]);
  });

  it('reads the note and the labels of a run, and their changes', () => {
    const config = configOf('run take_iv ufm_mv5 --note why --label x --label night-12');
    assert.ok(config.command === 'run');
    assert.deepEqual(config.options, { note: 'why', labels: ['x', 'night-12'] });
    const listed = configOf('runs --label x');
    assert.ok(listed.command === 'runs');
    assert.equal(listed.label, 'x');
    const changes = ['--note=', '--label x', '--clear-labels --note=new'].map((options) => {
      const { command, ...more } = configOf(`annotate an-id ${options}`);
      assert.ok(command === 'annotate' && 'labels' in more);
      return [more.id, more.note, more.labels];
    });
    assert.deepEqual(changes, [
      ['an-id', '', undefined],
      ['an-id', undefined, ['x']],
      ['an-id', 'new', []],
    ]);
    assert.deepEqual(problemsIn('annotate an-id'), [
      'command line: expected --note, --label or --clear-labels, got none of them',
    ]);
    assert.deepEqual(problemsIn('annotate an-id --label x --clear-labels'), [
      'command line: expected either --label or --clear-labels, got both',
    ]);
  });

  it('reports every mistake', () => {
    const line =
      'run take_noise all --param duration --param a=1 --param a=2 --slot-param x=1 --settle -1 --min-slots 0 --durration 5';
    assert.deepEqual(
      problemsOf(line).map(({ source }) => source),
      ['--durration', '--param', '--param', '--slot-param', '--settle', '--min-slots'],
    );
    assert.match(problemsIn(line)[1] ?? '', /expected NAME=VALUE, such as duration=30, got durat/);
    assert.match(problemsIn(line)[2] ?? '', /the parameter a is given more than once$/);
    assert.deepEqual(problemsIn('cancel a b'), ['command line: unexpected argument "b"']);
    assert.deepEqual(problemsIn('cancel'), ['command line: expected cancel RUN_ID']);
    assert.match(problemsIn('list --server http://u:secret@x').join(), /without user and password/);
    assert.doesNotMatch(problemsIn('list --server http://u:secret@x').join(), /secret@/);
  });
});
