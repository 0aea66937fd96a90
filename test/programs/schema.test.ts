import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { printSchemaText } from '../../src/graphql/print-schema.js';
import { projectRoot } from '../project-root.js';

const printed = printSchemaText();
const OLD_FIELD = '\nextend type Network {\n  formerName: String@\n}\n';

interface Case {
  readonly current?: string;
  readonly released?: string;
}

/** A project with these schemas, and the script at work in it. */
function project(t: TestContext, { current = printed, released }: Case) {
  const cwd = mkdtempSync(join(tmpdir(), 'multismurf-schema-'));
  t.after(() => rmSync(cwd, { recursive: true }));
  const file = join(cwd, 'schema.graphql');
  const releasedFile = join(cwd, 'schema.released.graphql');
  writeFileSync(file, current);
  if (released !== undefined) writeFileSync(releasedFile, released);
  return {
    run(command: string) {
      const script = join(projectRoot, 'dist', 'scripts', 'schema.js');
      const { status, stderr } = spawnSync(process.execPath, [script, command], { cwd, encoding: 'utf8' });
      return { status, stderr };
    },
    current: () => readFileSync(file, 'utf8'),
    released: () => (existsSync(releasedFile) ? readFileSync(releasedFile, 'utf8') : null),
  };
}

test('a field of the released schema must not be removed', (t) => {
  const { run } = project(t, { released: printed + OLD_FIELD.replace('@', '') });
  const { status, stderr } = run('check');
  assert.equal(status, 1);
  assert.match(stderr, /breaks clients of schema\.released\.graphql: Field 'formerName' was removed/);
});

test('a field that was deprecated in the released schema may be removed', (t) => {
  const { run } = project(t, {
    released: printed + OLD_FIELD.replace('@', ' @deprecated(reason: "Unused.")'),
  });
  assert.deepEqual(run('check'), { status: 0, stderr: '' });
});

test('a schema that is out of date fails the check, and is updated by a write', (t) => {
  const { run, current } = project(t, { current: 'type Query { a: Int }' });
  assert.match(run('check').stderr, /schema\.graphql is out of date/);
  assert.equal(run('release').status, 1);
  assert.equal(run('write').status, 0);
  assert.equal(current(), printed);
  assert.equal(run('check').status, 0);
});

test('a write reports what the check rejects', (t) => {
  const { run } = project(t, { released: `${printed}\nextend enum OpCode { GONE }\n` });
  const { status, stderr } = run('write');
  assert.equal(status, 0);
  assert.match(stderr, /GONE/);
  assert.equal(run('check').status, 1);
});

test('a release writes the released schema, unless it breaks the one before', (t) => {
  const first = project(t, {});
  assert.equal(first.run('release').status, 0);
  assert.equal(first.released(), printed);
  const before = printed + OLD_FIELD.replace('@', '');
  const broken = project(t, { released: before });
  assert.equal(broken.run('release').status, 1);
  assert.equal(broken.released(), before);
});
