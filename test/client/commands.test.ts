import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse, validate } from 'graphql';
import { execute } from '../../src/client/commands.js';
import * as documents from '../../src/client/documents.js';
import { createServerApi, ServerError } from '../../src/client/server-api.js';
import type { ClientConfig } from '../../src/config/types.js';
import { schema } from '../../src/graphql/schema.js';
import { createSecret } from '../../src/lib/secret.js';
import { configOf } from '../config/sources.js';
import { type Product, startProduct } from '../product.js';
import { until } from '../until.js';

interface Written {
  readonly code: number;
  readonly text: string;
}

const TOKEN = createSecret('a-token-for-the-commands');

const PRESETS = `noise:
  description: a short noise
  operation: take_noise
  streamIds: [ufm_mv5, ufm_mv12]
  params: {duration: 5, tag: preset}
  options: {maxConcurrency: 1}
iv: {operation: take_iv}
wrong: {operation: take_noise, duration: 5}
`;

/** Executes a command line with a server. */
async function execution(
  origin: string,
  line: string,
  { isJson = false, signal = new AbortController().signal, onText = (_text: string) => {} } = {},
): Promise<Written> {
  const config = configOf(`${line} --server ${origin}`) as ClientConfig;
  const api = createServerApi({ ...config.server, token: TOKEN });
  let text = '';
  const write = (part: string) => {
    text += part;
    onText(text);
  };
  try {
    return { code: await execute(config, api, { isJson, write }, signal), text };
  } finally {
    await api.close();
  }
}

describe('the documents of the commands', () => {
  for (const [name, document] of Object.entries(documents)) {
    it(`${name} fits the schema`, () => assert.deepEqual(validate(schema, parse(document)), []));
  }
});

describe('the commands that use a server', () => {
  let product: Product;
  let folder: string;
  const run = (line: string, options?: Parameters<typeof execution>[2]) =>
    execution(product.origin, line, options);
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multismurf-'));
    const presets = join(folder, 'presets.yaml');
    await writeFile(presets, PRESETS);
    product = await startProduct({ slots: 3, authToken: TOKEN, presets });
  });
  after(async () => {
    await product.close();
    await rm(folder, { recursive: true });
  });

  it('list shows the slots as a table, or as JSON', async () => {
    const { code, text } = await run('list ufm_mv5 ufm_mv12');
    assert.equal(code, 0);
    assert.match(text, /^SLOT +INSTANCE ID +HEALTH +RUNNING +PROBLEMS\n/);
    assert.match(text, /\nufm_mv5 +pysmurf-controller-s2 +OK +check_state +-\n/);
    assert.equal(text.split('\n').length, 4);
    const json = JSON.parse((await run('list ufm_mv5', { isJson: true })).text);
    assert.equal(json[0].instanceId, 'pysmurf-controller-s2');
  });

  it('run shows each slot, and its exit code is that of the run', async () => {
    const { code, text } = await run('run take_noise ufm_mv5 ufm_mv12 --param duration=50');
    assert.equal(code, 0);
    assert.match(text, /^run [0-9a-f-]{36}\n/);
    // A subscriber always receives the last state of each slot, but can miss one that was short.
    assert.match(text, / {2}ufm_mv5 {2}(STARTING|RUNNING)\n/);
    assert.match(text, / {2}ufm_mv12 {2}SUCCEEDED\n/);
    product.controllers[0]?.failNext('take_noise', 'no tones');
    const failed = await run('run take_noise all --param duration=5 --batches 1,100%');
    assert.equal(failed.code, 1);
    assert.match(failed.text, / {2}ufm_mv5 {2}FAILED {2}no tones\.\n/);
    assert.match(failed.text, /\nFAILED {2}take_noise did not succeed on 3 of 3 slots\./);
  });

  it('run sends every option', async () => {
    const line =
      'run take_noise ufm_mv5 --param duration=5 --slot-param ufm_mv5:duration=7 --slot-param ufm_mv5:tag=x ' +
      '--max-concurrency 50% --max-errors 2 --settle 0.5 --run-timeout 600 --min-slots 1 --request-id r1 ' +
      '--force --skip-unavailable --tag-with-run-id --detach';
    const { code, text } = await run(line, { isJson: true });
    assert.equal(code, 0);
    const stored = await product.core.runs.get(JSON.parse(text).id);
    assert.ok(stored);
    const { maxConcurrency, maxErrors, settleSeconds, timeoutSeconds, minSlots, requestId, params } = stored;
    assert.deepEqual(
      [maxConcurrency, maxErrors, settleSeconds, timeoutSeconds, minSlots, requestId, params],
      [1, 2, 0.5, 600, 1, 'r1', { duration: 5 }],
    );
    assert.deepEqual(stored.slots[0]?.params, { duration: 7, tag: 'x' });
    await product.core.runs.waitFor(stored.id, 'FINISHED', 20);
  });

  it('presets lists the usual requests of the team, and the mistakes in their file', async () => {
    const { code, text } = await run('presets');
    assert.equal(code, 0);
    assert.match(text, /^PRESET +OPERATION +SLOTS +DESCRIPTION\n/);
    assert.match(text, /\nnoise +take_noise +ufm_mv5, ufm_mv12 +a short noise\niv +take_iv +- +-\n/);
    assert.match(text, /\nmistake {2}.*presets\.yaml:8: wrong: Field "duration" is not defined/);
  });

  it('run sends a preset, and what the command line gives replaces its fields', async () => {
    const stored = async (line: string) => {
      const { id } = JSON.parse((await run(`${line} --detach`, { isJson: true })).text);
      await product.core.runs.waitFor(id, 'FINISHED', 20);
      const { operation, params, maxConcurrency, slots } = (await product.core.runs.get(id)) ?? {};
      return { operation, params, maxConcurrency, slots: slots?.map(({ streamId }) => streamId) };
    };
    const preset = { operation: 'take_noise', params: { duration: 5, tag: 'preset' }, maxConcurrency: 1 };
    assert.deepEqual(await stored('run --preset noise'), { ...preset, slots: ['ufm_mv5', 'ufm_mv12'] });
    const line = 'run --preset noise ufm_mv17 --param tag=other --max-concurrency 50%';
    const other = { ...preset, params: { duration: 5, tag: 'other' } };
    assert.deepEqual(await stored(line), { ...other, slots: ['ufm_mv17'] });
  });

  it('run rejects an unknown preset, and one without slots', async () => {
    const rejection = async (line: string) => {
      const error = await run(line).catch((error: unknown) => error);
      assert.ok(error instanceof ServerError);
      return [error.kind, error.message];
    };
    assert.deepEqual(await rejection('run --preset nois'), [
      'rejected',
      'the server has no preset "nois": did you mean "noise"?',
    ]);
    assert.deepEqual(await rejection('run --preset xyz'), [
      'rejected',
      'the server has no preset "xyz": the presets are "noise", "iv"',
    ]);
    assert.deepEqual(await rejection('run --preset iv'), [
      'rejected',
      'the preset "iv" names no slots: name them, or use all',
    ]);
  });

  it('retry repeats the slots that did not succeed', async () => {
    product.controllers[1]?.failNext('take_noise', 'no tones');
    const first = await run('run take_noise all --param duration=5', { isJson: true });
    const { id } = JSON.parse(first.text);
    const { code, text } = await run(`retry ${id} FAILED`);
    assert.equal(code, 0);
    assert.match(text, / {2}ufm_mv12 {2}SUCCEEDED\n/);
    assert.doesNotMatch(text, /ufm_mv5/);
  });

  it('stop ends a process, and stop-all reports each slot', async () => {
    await run('run stream all --detach');
    const streams = () => product.controllers.filter((slot) => slot.session('stream')?.status === 'running');
    await until(() => streams().length === 3, 'all slots stream');
    assert.equal((await run('stop stream ufm_mv5')).code, 0);
    const all = await run('stop-all');
    assert.equal(all.code, 0);
    assert.match(all.text, /\nufm_mv12 +STOPPED +stream +-\n/);
    assert.match(all.text, /\nufm_mv5 +NOTHING_RUNNING +- +-\n/);
  });

  it('pause, resume and cancel change a run between its slots', async () => {
    const begun = await run('run stream all --max-concurrency 1 --detach', {
      isJson: true,
    });
    const { id } = JSON.parse(begun.text);
    assert.equal((await run(`pause ${id}`)).code, 0);
    assert.ok((await product.core.runs.get(id))?.pausedAt);
    assert.equal((await run(`resume ${id}`)).code, 0);
    assert.equal((await product.core.runs.get(id))?.pausedAt, null);
    const { text } = await run(`cancel ${id}`);
    assert.match(text, /\nufm_mv17 +NOT_STARTED /);
    await product.core.runs.waitFor(id, 'FINISHED', 20);
  });

  it('annotate changes the note and the labels, and runs finds a run by its label', async () => {
    const begun = await run('run take_noise ufm_mv5 --param duration=5 --note=why --label x', {
      isJson: true,
    });
    const { id, note, labels } = JSON.parse(begun.text);
    assert.deepEqual([note, labels], ['why', ['x']]);
    const changed = await run(`annotate ${id} --label y --label night-12`);
    assert.equal(changed.code, 0);
    assert.match(changed.text, /^START .* LABELS +NOTE +SUMMARY\n.* y night-12 +why +take_noise succeeded/);
    assert.match((await run('runs --label night-12')).text, new RegExp(`\\n.* ${id} +y night-12 +why `));
    assert.equal((await run('runs --label x')).text, 'No runs.\n');
    const empty = await run(`annotate ${id} --note= --clear-labels`, { isJson: true });
    assert.deepEqual([JSON.parse(empty.text).note, JSON.parse(empty.text).labels], [null, []]);
  });

  it('runs lists the last runs, and results the last figures', async () => {
    await run('run take_noise all --param duration=5');
    const { text } = await run('runs --count 1 --operation take_noise');
    assert.match(text, /^START +OPERATION +STATUS +BY +ID +LABELS +NOTE +SUMMARY\n.* take_noise +SUCCEEDED /);
    assert.equal(text.split('\n').length, 3);
    const results = await run('results take_noise ufm_mv5');
    assert.match(results.text, /\nufm_mv5 +.* white_noise_level_q50 +[\d.]+ +pA\/rtHz +-\n/);
  });

  it('run carries the name of the user, which runs shows as unverified', async () => {
    await run('run take_noise ufm_mv5 --param duration=5 --user José');
    assert.match((await run('runs --count 1')).text, / SUCCEEDED +José \(unverified\) /);
  });

  it('watch shows each slot, then what changes, until it is interrupted', async () => {
    const interrupted = new AbortController();
    const told: string[] = [];
    const watching = run('watch', {
      signal: interrupted.signal,
      onText: (text) => void told.splice(0, told.length, text),
    });
    await until(() => /ufm_mv17/.test(told[0] ?? ''), 'every slot is shown');
    // It lasts: what is shown is sent twice a second, and less often on a busy machine.
    await run('run stream ufm_mv5 --detach');
    await until(() => /ufm_mv5 {2}\w+ {2}.*stream/.test(told[0] ?? ''), 'the operation is shown');
    interrupted.abort();
    assert.equal((await watching).code, 0);
    assert.equal((await run('stop stream ufm_mv5')).code, 0);
  });

  it('an interrupted run goes on, and the command says so', async () => {
    const interrupted = new AbortController();
    const { code, text } = await run('run stream ufm_mv12', {
      signal: interrupted.signal,
      onText: (shown) => /STARTING|RUNNING|READY/.test(shown) && interrupted.abort(),
    });
    assert.equal(code, 1);
    assert.match(text, /The run continues\.\n$/);
    assert.equal(product.core.runs.open.length > 0, true);
    assert.equal((await run('stop-all')).code, 0);
  });

  it('report what the server rejects, and a server that does not answer', async () => {
    await assert.rejects(run('run take_noise nobody'), (error) => {
      assert.ok(error instanceof ServerError && error.kind === 'rejected');
      assert.match(error.message, /^No slot is named nobody\. Known slots: /);
      return true;
    });
    await assert.rejects(execution('http://127.0.0.1:9', 'list'), (error) => {
      assert.ok(error instanceof ServerError && error.kind === 'unreachable');
      assert.match(
        error.message,
        /^the server http:\/\/127\.0\.0\.1:9 does not answer \(.+\); use --server URL/,
      );
      return true;
    });
  });
});
