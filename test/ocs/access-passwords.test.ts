import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { pino } from 'pino';
import { createSecret } from '../../src/lib/secret.js';
import { createPasswords, passwordsPath } from '../../src/ocs/access/passwords.js';
import { findPassword, PasswordsFileError, parsePasswordsFile } from '../../src/ocs/access/passwords-file.js';
import { CLIENT_FILE, CLIENT_PASSWORDS } from './access-vectors.js';

const SMURF = { instanceId: 'smurf-s2', agentClass: 'PysmurfController' };

describe('The password file of a client', () => {
  const file = parsePasswordsFile(CLIENT_FILE);
  for (const [instanceId, agentClass, wanted] of CLIENT_PASSWORDS) {
    test(`has for ${instanceId} the same passwords as OCS`, () => {
      const levels = [1, 2, 3] as const;
      const found = levels.map(
        (level) => findPassword(file, { instanceId, agentClass }, level)?.reveal() ?? '',
      );
      assert.deepEqual(found, wanted);
    });
  }

  test('shows no password, however it is printed', () => {
    assert.doesNotMatch(
      JSON.stringify(file) + inspect(file, { depth: 9, showHidden: true }),
      /special|general/,
    );
  });

  test('may be empty', () => {
    assert.deepEqual(parsePasswordsFile(''), { entries: [], problems: [] });
    assert.deepEqual(parsePasswordsFile('# no passwords yet\n').entries, []);
  });

  for (const content of [
    'default: true\npassword_2: hunter2\n',
    'hunter2',
    '- password_2: "hunter2\n',
    '- {password_2: hunter2, : ]',
    '- password_2: *hunter2\n',
  ]) {
    test(`that is ${JSON.stringify(content)} is refused without repeating it`, () => {
      assert.throws(
        () => parsePasswordsFile(content),
        (error) =>
          error instanceof PasswordsFileError &&
          /expected a YAML list/.test(error.message) &&
          !/hunter2/.test(error.message),
      );
    });
  }

  test('loses only the invalid entries, and reports the correct form', () => {
    const { entries, problems } = parsePasswordsFile(
      '- default: true\n  password_2: 20241231\n- hunter2\n- default: maybe\n- default: true\n  password_2: good\n',
    );
    assert.deepEqual(problems, [
      'entry 1 is ignored: expected text for password_2; put it in quotes',
      'entry 2 is ignored: expected keys with values, such as default: true',
      'entry 3 is ignored: expected true or false for default',
    ]);
    assert.equal(findPassword({ entries, problems }, SMURF, 2)?.reveal(), 'good');
  });
});

/** A store over a file that the test writes, and what the store logs. */
function createStore(t: TestContext, content?: string) {
  const folder = mkdtempSync(join(tmpdir(), 'multismurf-passwords-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'passwords.yaml');
  const write = (text: string) => {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  };
  if (content !== undefined) write(content);
  const log: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => log.push(line) });
  const passwords = createPasswords({ path, logger });
  return { passwords, write, log, remove: () => rmSync(path) };
}

const fileWith = (password: string) => `- default: true\n  password_2: ${password}\n`;

describe('The passwords of a client', () => {
  test('are found by level, or passed in', (t) => {
    const { passwords } = createStore(t, fileWith('hunter2'));
    assert.equal(passwords.find(SMURF, 2)?.reveal(), 'hunter2');
    assert.equal(passwords.find(SMURF, 1), undefined);
    assert.equal(passwords.find(SMURF, 3), undefined);
    assert.equal(passwords.find(SMURF, createSecret('given'))?.reveal(), 'given');
    assert.equal(passwords.find(SMURF, createSecret('')), undefined);
  });

  test('follow the file, and stay when it becomes invalid; none is logged', (t) => {
    const { passwords, write, log, remove } = createStore(t);
    const present = () => passwords.find(SMURF, 2)?.reveal();
    assert.equal(present(), undefined);
    write(fileWith('hunter2'));
    assert.equal(present(), 'hunter2');
    write(fileWith('hunter22'));
    assert.equal(present(), 'hunter22');
    write(`${fileWith('hunter222')}- ]`);
    assert.equal(present(), 'hunter22');
    assert.ok(log.some((line) => /cannot be used/.test(line)));
    remove();
    assert.equal(present(), undefined);
    assert.doesNotMatch(log.join(''), /hunter/);
  });

  test('are in the same place as for OCS', () => {
    assert.equal(passwordsPath({ OCS_PASSWORDS_FILE: '/etc/passwords.yaml' }), '/etc/passwords.yaml');
    assert.match(passwordsPath({ OCS_PASSWORDS_FILE: '' }), /\/\.ocs-passwords\.yaml$/);
    assert.equal(passwordsPath({}), passwordsPath({ OCS_PASSWORDS_FILE: '' }));
  });
});
