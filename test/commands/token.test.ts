import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { parseTokens } from '../../src/auth/parse-tokens.js';
import { hashOf } from '../../src/auth/token.js';
import { makeToken } from '../../src/commands/token.js';
import type { TokenConfig } from '../../src/config/types.js';

const NOW = new Date('2026-11-26T04:00:00Z');
const clock = { now: () => NOW };

function inFolder(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'multismurf-token-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'tokens.yaml');
  const make = (name: string, others: Partial<TokenConfig> = {}) =>
    makeToken(
      {
        command: 'token',
        viewer: { name, role: 'operator', operations: null, slots: null },
        ...{ days: null, file },
        ...others,
      },
      clock,
    );
  const tokens = () => {
    const parsed = parseTokens(readFileSync(file, 'utf8'));
    assert.ok(parsed.ok);
    return parsed.tokens;
  };
  return { file, make, tokens };
}

describe('multismurf token', () => {
  it('makes the file, which only its owner may read, with the hash of the token and not the token', async (t) => {
    const { file, make, tokens } = inFolder(t);
    const token = await make('anna', { days: 30 });
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.ok(!readFileSync(file, 'utf8').includes(token));
    assert.deepEqual(tokens(), [
      {
        hash: hashOf(token),
        viewer: { name: 'anna', role: 'operator', operations: null, slots: null },
        expires: new Date('2026-12-26T04:00:00Z'),
      },
    ]);
  });

  it('adds to a file, and keeps its comments', async (t) => {
    const { file, make, tokens } = inFolder(t);
    await make('anna');
    writeFileSync(file, `# the night shift\n${readFileSync(file, 'utf8').trimEnd()}`);
    await make('ben');
    assert.deepEqual(
      tokens().map(({ viewer }) => viewer.name),
      ['anna', 'ben'],
    );
    assert.match(readFileSync(file, 'utf8'), /^# the night shift\n/);
  });

  it('refuses a second token of a user, and a file that it does not understand, and changes nothing', async (t) => {
    const { file, make } = inFolder(t);
    await make('anna');
    const before = readFileSync(file, 'utf8');
    await assert.rejects(
      make('anna'),
      /^Error: anna has a token in .* already\. Use another name, or remove/,
    );
    assert.equal(readFileSync(file, 'utf8'), before);
    writeFileSync(file, 'anna: operator\n');
    await assert.rejects(make('ben'), /cannot be used: expected a list of tokens/);
    assert.equal(readFileSync(file, 'utf8'), 'anna: operator\n');
  });
});
