import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectRoot } from '../project-root.js';

const MONITOR = join(projectRoot, 'monitor');
const TOKENS = join('style', 'tokens.css');
const files = readdirSync(MONITOR, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(css|tsx?)$/.test(name) && !name.startsWith('generated'))
  .map((name) => ({ name, text: readFileSync(join(MONITOR, name), 'utf8') }));
const tokens = files.find(({ name }) => name === TOKENS)?.text ?? '';

describe('the tokens of the style', () => {
  it('are all used', () => {
    const defined = new Set(tokens.match(/^ +--[\w-]+(?=:)/gm)?.map((name) => name.trim()));
    const isUsed = (token: string) =>
      files.some(({ text }) => new RegExp(`${token}(?![\\w-]*:|[\\w-])`).test(text));
    assert.ok(defined.size > 20);
    assert.deepEqual(
      [...defined].filter((token) => !isUsed(token)),
      [],
    );
  });

  it('are the only place of a colour', () => {
    const named = files
      .filter(({ name }) => name.endsWith('.css') && name !== TOKENS)
      .flatMap(({ name, text }) =>
        (text.match(/#[\da-f]{3,8}\b(?=[^{]*;)|\b(rgb|hsl|oklch)\(/g) ?? []).map((one) => `${name}: ${one}`),
      );
    assert.deepEqual(named, []);
  });
});
