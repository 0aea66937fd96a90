import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { type Product, startProduct } from '../product.js';
import { projectRoot } from '../project-root.js';
import { until } from '../until.js';
import { type ManagedProcess, startProcess } from './managed-process.js';
import { createProcessGroups } from './process-groups.js';
import { temporaryFolder } from './temporary-folder.js';
import { ensureVirtualEnvironment } from './virtual-environment.js';

const examples = join(projectRoot, 'examples');
const program = join(examples, 'multismurf.py');

interface Outcome {
  readonly code: number;
  readonly lines: readonly string[];
}

describe('the example in Python', () => {
  let python: string;
  let product: Product;
  before(async () => {
    const requirements = join(examples, 'requirements.txt');
    const commands = await ensureVirtualEnvironment({ name: 'examples-venv', requirements, cost: 'seconds' });
    python = join(commands, 'python');
    product = await startProduct({ slots: 2 });
  });
  after(() => product?.close());

  const args = (...given: string[]) => [program, '--url', product.http.url, ...given];

  async function run(...given: string[]): Promise<Outcome> {
    const ended = promisify(execFile)(python, args(...given), { timeout: 60_000 });
    const { code, stdout, stderr } = await ended.then(
      (output) => ({ code: 0, ...output }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
    assert.equal(stderr, '', 'no traceback, no warning');
    return { code, lines: stdout.trimEnd().split('\n') };
  }

  it('lists the slots', async () => {
    const { code, lines } = await run('list');
    assert.equal(code, 0);
    assert.deepEqual(
      lines.map((line) => line.replace(/\d+ channels/, 'N channels')),
      ['ufm_mv5    pysmurf-controller-s2  N channels', 'ufm_mv12   pysmurf-controller-s3  N channels'],
    );
  });

  it('takes noise on the named slots, and follows each to its end', async () => {
    const { code, lines } = await run(
      ...['run', 'take_noise', '--slots', 'ufm_mv12', '--params', '{"duration": 5}'],
    );
    assert.equal(code, 0);
    assert.deepEqual(lines.slice(-2), ['ufm_mv12   SUCCEEDED', 'Every slot succeeded.']);
    assert.ok(
      lines.every((line) => !line.includes('ufm_mv5')),
      'the other slot was left alone',
    );
  });

  it('reports what a slot rejects and what the server rejects, and fails', async () => {
    const params = '{"durration": 5}';
    assert.deepEqual(await run('run', 'take_noise', '--slots', 'ufm_mv5', '--params', params), {
      code: 1,
      lines: [
        "ufm_mv5    REJECTED params included unexpected values: ['durration'].",
        'Not every slot succeeded.',
      ],
    });
    assert.deepEqual(await run('run', 'take_noise', '--slots', 'ufm_mv9'), {
      code: 1,
      lines: ['No slot is named ufm_mv9. Known slots: ufm_mv12, ufm_mv5.'],
    });
  });

  it('shows what somebody else does, live, until it is interrupted', async () => {
    const groups = createProcessGroups();
    let watching: ManagedProcess | undefined;
    try {
      watching = await startProcess({
        name: 'watch',
        command: python,
        args: args('watch', '--operations', 'uxm_relock'),
        directory: temporaryFolder('multismurf-examples-'),
        groups,
        ready: () => until(() => product.http.openSubscriptions === 1, 'the subscription').then(() => {}),
      });
      await product.ask(
        'mutation { runOperation(operation: "uxm_relock", streamIds: ["ufm_mv5"], params: {bands: [0]}) { id } }',
      );
      await watching.waitForLine(/^ufm_mv5 +uxm_relock: RUNNING/, 20_000);
      await watching.waitForLine(/^ufm_mv5 +uxm_relock: SUCCEEDED Status is now "done"\.$/, 60_000);
      await watching.kill('SIGINT');
      assert.deepEqual(watching.lines(/Traceback|Error/), [], 'it leaves without a word');
    } finally {
      await watching?.stop();
      groups.close();
    }
  });
});

describe('the noise of the slots in a notebook', () => {
  const NOISE =
    'mutation { runOperation(operation: "take_noise", params: {duration: 5}, waitSeconds: 60) { status } }';
  let python: string;
  let product: Product;
  before(async () => {
    const requirements = join(examples, 'notebook-requirements.txt');
    const name = 'notebook-venv';
    const commands = await ensureVirtualEnvironment({ name, requirements, cost: 'a minute' });
    python = join(commands, 'python');
    product = await startProduct({ slots: 2 });
    for (let runs = 0; runs < 3; runs++) await product.ask(NOISE);
  });
  after(() => product?.close());

  it('notebook.py prints a table with a row for each slot, and writes a plot', async () => {
    const plot = join(temporaryFolder('multismurf-notebook-'), 'noise.png');
    const { stdout, stderr } = await promisify(execFile)(python, [
      ...[join(examples, 'notebook.py'), product.origin, plot],
    ]);
    assert.equal(stderr, '', 'no traceback, no warning');
    for (const slot of ['ufm_mv12', 'ufm_mv5']) assert.match(stdout, new RegExp(`\\n${slot} +3\\.0 `));
    assert.ok((await stat(plot)).size > 10_000);
  });

  it('the lines of the cookbook do the same', async () => {
    const cookbook = await readFile(join(projectRoot, 'docs', 'cookbook.md'), 'utf8');
    const [, lines = ''] = /^```python\n(import pandas.*?)^```$/ms.exec(cookbook) ?? [];
    const folder = temporaryFolder('multismurf-notebook-');
    const [file, plot] = [join(folder, 'lines.py'), join(folder, 'noise.png')];
    const here = lines
      .replace('http://127.0.0.1:4000', product.origin)
      .replace('noise.plot', 'axes = noise.plot');
    await writeFile(file, `${here}axes.figure.savefig(${JSON.stringify(plot)})\n`);
    const { stderr } = await promisify(execFile)(python, [file]);
    assert.equal(stderr, '');
    assert.ok((await stat(plot)).size > 10_000);
  });
});
