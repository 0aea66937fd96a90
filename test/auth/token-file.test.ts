import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { createIdentities } from '../../src/auth/identities.js';
import { tokenEntry } from '../../src/auth/token-entry.js';
import { openTokenFile } from '../../src/auth/token-file.js';
import { ANYBODY, type Role, type Viewer } from '../../src/auth/viewer.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createVirtualClock } from '../virtual-clock.js';

const user = (name: string, role: Role = 'operator'): Viewer => ({
  name,
  role,
  operations: null,
  slots: null,
});
const entry = (token: string, viewer: Viewer, expires: Date | null = null) =>
  tokenEntry(token, viewer, expires);

async function open(t: TestContext, text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'multismurf-tokens-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'tokens.yaml');
  const write = (next: string) => writeFileSync(path, next);
  write(text);
  const clock = createVirtualClock();
  const file = await openTokenFile({ path, clock, logger: silentLogger });
  t.after(() => file.close());
  let changes = 0;
  file.changes.listen(() => {
    changes += 1;
  });
  return { file, write, clock, path, changes: () => changes };
}

describe('the tokens in a file', () => {
  it('are known by the token, and by nothing else', async (t) => {
    const { file } = await open(t, entry('one', user('anna')));
    assert.deepEqual(file.find('one'), user('anna'));
    for (const other of ['two', '', 'one ', 'ONE']) assert.equal(file.find(other), null, other);
  });

  it('are read again when the file changes: a token that is withdrawn ends, and a new one is valid', async (t) => {
    const { file, write, changes } = await open(t, entry('one', user('anna')));
    write(entry('two', user('ben', 'viewer')));
    await file.look();
    assert.equal(file.find('one'), null);
    assert.deepEqual(file.find('two'), user('ben', 'viewer'));
    assert.equal(changes(), 1);
  });

  it('are no change if only a comment changes', async (t) => {
    const { file, write, changes } = await open(t, entry('one', user('anna')));
    write(`# for the night shift\n${entry('one', user('anna'))}`);
    await file.look();
    assert.equal(changes(), 0);
  });

  it('stay valid while the file cannot be used, which is a problem until it can', async (t) => {
    const { file, write, path } = await open(t, entry('one', user('anna')));
    write('- {name: [');
    await file.look();
    assert.deepEqual(file.find('one'), user('anna'));
    assert.match(file.problem ?? '', /old tokens stay valid: line 1/);
    rmSync(path);
    await file.look();
    assert.deepEqual(file.find('one'), user('anna'));
    write('');
    await file.look();
    assert.equal(file.find('one'), null);
    assert.equal(file.problem, null);
  });

  it('expire by themselves', async (t) => {
    const virtual = createVirtualClock();
    const end = new Date(virtual.now().getTime() + 60_000);
    const { file, clock, changes } = await open(t, entry('one', user('anna'), end));
    assert.ok(file.find('one'));
    await clock.advance(59_000);
    await file.look();
    assert.equal(changes(), 0);
    await clock.advance(3000);
    await file.look();
    assert.equal(file.find('one'), null);
    assert.equal(changes(), 1);
  });
});

describe('who sends a token', () => {
  it('is anybody if the server requires none', async () => {
    const { isRequired, find } = createIdentities({});
    assert.equal(isRequired, false);
    assert.equal(await find('whatever'), ANYBODY);
  });

  it('is found among users and by the common token', async (t) => {
    const { file } = await open(t, entry('one', user('anna')));
    const both = createIdentities({ commonToken: 'common', tokens: file });
    assert.equal(await both.find('common'), ANYBODY);
    assert.deepEqual(await both.find('one'), user('anna'));
    assert.ok('message' in (await both.find('other')));
    const users = createIdentities({ tokens: file });
    assert.ok(users.isRequired);
    assert.ok('message' in (await users.find('common')));
  });
});
