import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkParams } from '../../../src/core/runs/check-params.js';

const DOCSTRING = `take_noise(duration=30., kwargs=None, tag=None)

**Task** - Takes noise.

Args
-----
duration : float
    How long.
`;

describe('the parameters of a rehearsal', () => {
  it('are reported if the docstring does not name them, with a suggestion', () => {
    assert.equal(
      checkParams({ durration: 3 }, DOCSTRING),
      'unknown parameter durration: did you mean duration? The agent may reject it.',
    );
    assert.equal(
      checkParams({ colour: 'pink', tga: 'x', duration: 3 }, DOCSTRING),
      'unknown parameter colour. unknown parameter tga: did you mean tag? The agent may reject them.',
    );
  });

  it('pass if the docstring names them', () => {
    assert.equal(checkParams({}, DOCSTRING), null);
    assert.equal(checkParams({ duration: 3, tag: 'x' }, DOCSTRING), null);
  });

  it('are all unknown to an operation without parameters', () => {
    assert.match(
      checkParams({ x: 1 }, 'all_off()\n\n**Task** - Turns all off.') ?? '',
      /unknown parameter x\./,
    );
  });

  it('are not checked if the docstring does not list parameters', () => {
    assert.equal(checkParams({ durration: 3 }, null), null);
    assert.equal(checkParams({ durration: 3 }, 'Takes noise.'), null);
    assert.equal(checkParams({ durration: 3 }, 'take_noise(duration=30., **kwargs)\n\nTakes noise.'), null);
  });
});
