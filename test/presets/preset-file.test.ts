import assert from 'node:assert/strict';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { checkPreset } from '../../src/graphql/check-preset.js';
import { silentLogger } from '../../src/lib/logger.js';
import { parsePresets } from '../../src/presets/parse-presets.js';
import { openPresetFile } from '../../src/presets/preset-file.js';
import { within } from '../until.js';
import { createVirtualClock } from '../virtual-clock.js';

const NOISE = `noise:
  description: 30 s of noise, two slots at a time
  operation: take_noise
  streamIds: [tube1, ufm_mv5]
  params: {duration: 30}
  options: {maxConcurrency: 2, maxErrors: 25%}
`;

const mistakesIn = (text: string) =>
  parsePresets(text, checkPreset).mistakes.map(({ line, message }) => `${line}: ${message}`);

describe('a file of presets', () => {
  it('has a name, a text, an operation, slots, parameters and options for each preset', () => {
    assert.deepEqual(parsePresets(`${NOISE}iv: {operation: take_iv}\n`, checkPreset), {
      mistakes: [],
      presets: [
        {
          name: 'noise',
          description: '30 s of noise, two slots at a time',
          operation: 'take_noise',
          streamIds: ['tube1', 'ufm_mv5'],
          params: { duration: 30 },
          options: { maxConcurrency: 2, maxErrors: '25%' },
        },
        { name: 'iv', description: null, operation: 'take_iv', streamIds: null, params: null, options: null },
      ],
    });
  });

  it('can give a note and labels', () => {
    const presets = (options: string) => `noise: {operation: take_noise, options: {${options}}}\n`;
    const [preset] = parsePresets(presets('note: nightly, labels: [calibration]'), checkPreset).presets;
    assert.deepEqual(preset?.options, { note: 'nightly', labels: ['calibration'] });
    assert.match(
      mistakesIn(presets('labels: [two words]')).join(),
      /^1: noise: options\.labels must be a list/,
    );
  });

  it('can be empty', () => {
    for (const text of ['', '# none yet\n', '{}']) {
      assert.deepEqual(parsePresets(text, checkPreset), { presets: [], mistakes: [] });
    }
  });

  it('reports every mistake with its line, and keeps the other presets', () => {
    const text = [
      'none:',
      '  streamIds: [ufm_mv5]',
      'typo:',
      '  operation: take_noise',
      '  stream_ids: [ufm_mv5]',
      'option:',
      '  operation: take_noise',
      '  options:',
      '    maxConcurency: 2',
      'value:',
      '  operation: take_noise',
      '  options: {force: false,',
      '    maxConcurrency: 0}',
      'text: take_noise',
      'twice:',
      '  operation: take_noise',
      '  options: {requestId: a}',
      'good: {operation: take_iv}',
    ].join('\n');
    assert.deepEqual(mistakesIn(text), [
      '1: none: Field "operation" of required type "String!" was not provided.',
      '5: typo: Field "stream_ids" is not defined by type "Preset". Did you mean "streamIds"?',
      '9: option: Field "maxConcurency" is not defined by type "RunOptions". Did you mean "maxConcurrency"?',
      '13: value: options.maxConcurrency must be a number of slots (1 or more) or a percentage such as "25%", but got 0.',
      '14: text: Expected type "Preset" to be an object.',
      '17: twice: requestId belongs to one request: omit it in a preset',
    ]);
    assert.deepEqual(
      parsePresets(text, checkPreset).presets.map(({ name }) => name),
      ['good'],
    );
  });

  it('reports mistakes of the YAML itself with their lines', () => {
    assert.deepEqual(mistakesIn('noise: {operation: take_noise}\nnoise: {operation: take_iv}\n'), [
      '2: Map keys must be unique',
    ]);
    assert.match(mistakesIn('noise:\n  operation: [take_noise\n')[0] ?? '', /^3: Flow sequence/);
    assert.match(mistakesIn('- take_noise\n')[0] ?? '', /^1: expected a name for each preset/);
  });

  it('cannot expand to more than memory holds', () => {
    const lines = ['a0: &a0 {operation: take_noise}'];
    for (let level = 1; level < 30; level++) {
      const before = Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ');
      lines.push(`a${level}: &a${level} [${before}]`);
    }
    assert.match(mistakesIn(lines.join('\n'))[0] ?? '', /Excessive alias count/);
  });
});

describe('the presets of a server', () => {
  async function opened(t: TestContext) {
    const folder = await mkdtemp(join(tmpdir(), 'presets-'));
    t.after(() => rm(folder, { recursive: true }));
    const path = join(folder, 'presets.yaml');
    await writeFile(path, NOISE);
    const clock = createVirtualClock();
    const file = await openPresetFile({ path, check: checkPreset, clock, logger: silentLogger });
    t.after(() => file.close());
    const namesAfter = async (act: Promise<unknown>) => {
      await act;
      await file.look();
      return file.list.map(({ name }) => name);
    };
    return { path, clock, file, namesAfter };
  }

  it('are read again when the file changes, also if it is replaced by another one', async (t) => {
    const { path, clock, file, namesAfter } = await opened(t);
    assert.deepEqual(await namesAfter(Promise.resolve()), ['noise']);
    await writeFile(`${path}.new`, 'iv: {operation: take_iv}');
    assert.deepEqual(await namesAfter(rename(`${path}.new`, path)), ['iv']);
    const changed = new Promise<void>((resolve) => file.changes.listen(resolve));
    await writeFile(path, NOISE);
    await clock.advance(2000);
    // Reading takes real time.
    await within(changed, 'the file is read again');
    assert.deepEqual(
      file.list.map(({ name }) => name),
      ['noise'],
    );
  });

  it('stay as they are while the whole file cannot be used, which is a problem with the line', async (t) => {
    const { path, file, namesAfter } = await opened(t);
    assert.deepEqual(await namesAfter(writeFile(path, 'noise:\n  operation: [take_noise\n')), ['noise']);
    const [problem] = file.problems;
    assert.deepEqual([problem?.code, problem?.severity], ['PRESET_INVALID', 'WARNING']);
    assert.ok(problem?.message.startsWith(`${path}:3: `), problem?.message);
    assert.deepEqual(await namesAfter(rm(path)), ['noise']);
    assert.match(file.problems[0]?.message ?? '', /the old presets stay: ENOENT/);
    assert.deepEqual(await namesAfter(writeFile(path, 'iv: {operation: take_iv}')), ['iv']);
    assert.deepEqual(file.problems, []);
  });

  it('are not read if the file is too long, and only the first mistakes are listed', async (t) => {
    const { path, file, namesAfter } = await opened(t);
    assert.deepEqual(await namesAfter(writeFile(path, `# ${'x'.repeat(1_000_000)}`)), ['noise']);
    assert.match(file.problems[0]?.message ?? '', /longer than 1000000 bytes/);
    await namesAfter(writeFile(path, Array.from({ length: 30 }, (_, index) => `p${index}: 5`).join('\n')));
    assert.equal(file.problems.length, 21);
    assert.match(file.problems.at(-1)?.message ?? '', /10 more mistakes$/);
  });
});
