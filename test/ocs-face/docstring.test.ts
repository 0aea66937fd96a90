import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseParameters } from '../../src/ocs/docstring.js';
import { extendDocstring } from '../../src/ocs-face/docstring.js';

const NOISE = `take_noise(duration=30., kwargs=None, tag=None)

**Task** - Takes a short timestream.

Args
-----
duration : float
    Duration of timestream to take for noise calculation.
tag : string, optional
    Tag to attach to the G3 stream.

Notes
-------
Data will be in session.data.`;

describe('the docstring of an operation', () => {
  it('is extended for any name, also one with parentheses', () => {
    for (const name of [')take_noise', 'take(noise', 'take\\noise', '[take']) {
      const text = extendDocstring(name, `${name}(duration=30.)\n\nTakes noise.`);
      assert.equal(text.split('\n')[0], `${name}(duration=30., stream_ids=None, run_options=None)`);
    }
  });

  it('keeps the docstring of the slot, and adds two parameters', () => {
    const text = extendDocstring('take_noise', NOISE);
    assert.match(
      text,
      /^take_noise\(duration=30\., kwargs=None, tag=None, stream_ids=None, run_options=None\)\n/,
    );
    assert.match(text, /Data will be in session\.data\./);
    const parameters = parseParameters(text);
    assert.deepEqual(
      parameters.map(({ name, default: given }) => [name, given]),
      [
        ['duration', '30.'],
        ['kwargs', 'None'],
        ['tag', 'None'],
        ['stream_ids', 'None'],
        ['run_options', 'None'],
      ],
    );
    const described = (name: string) => parameters.find((one) => one.name === name);
    assert.equal(described('tag')?.description, 'Tag to attach to the G3 stream.');
    assert.equal(described('stream_ids')?.type, 'list of str, optional');
  });

  it('describes every member of run_options', () => {
    const parameters = parseParameters(extendDocstring('take_noise', NOISE));
    const text = parameters.find(({ name }) => name === 'run_options')?.description ?? '';
    for (const member of [
      'max_concurrency',
      'settle_seconds',
      'timeout_seconds',
      'min_slots',
      'force',
      'skip_unavailable',
      'exclusive',
    ]) {
      assert.match(text, new RegExp(`\\b${member}: `));
    }
  });

  it('is created if there is none, or none in the usual form', () => {
    for (const own of [null, '', 'Does something.', 'run(', 'other(a, b)\n\nText.']) {
      const text = extendDocstring('run', own);
      assert.match(text, /^run\(stream_ids=None, run_options=None\)\n/);
      assert.ok(text.includes(own ?? ''));
      assert.equal(parseParameters(text).find(({ name }) => name === 'stream_ids')?.default, 'None');
    }
  });

  it('accepts defaults with parentheses and signatures over two lines', () => {
    const text = extendDocstring('take_iv', 'take_iv(bands=(1, 2), \\\n        tag=None)\n\nText.');
    assert.match(text, /tag=None, stream_ids=None, run_options=None\)/);
  });
});
