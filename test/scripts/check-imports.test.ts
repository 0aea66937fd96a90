import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { projectRoot } from '../project-root.js';

/** What the check says of a source folder with these files. */
function check(t: TestContext, files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'multismurf-check-imports-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const script = join(projectRoot, 'dist', 'scripts', 'check-imports.js');
  const { status, stderr } = spawnSync(process.execPath, [script, 'src', folder], { encoding: 'utf8' });
  const reports = stderr.split('\n').filter((line) => line !== '');
  return { status, reports: reports.map((line) => line.replace(`${folder}/`, '')) };
}

test('a forbidden import is reported with its place and the rule, however it is written', (t) => {
  const { status, reports } = check(t, {
    'core/runs/run.ts': [
      "import { readFileSync } from 'node:fs';",
      "import { createSchema } from '../../graphql/schema.js';",
      "import type { Agent } from '../../ocs-face/agent.js';",
      "export { startHttpServer } from '../../http/server.js';",
      "export * from '../../storage/memory.js';",
      "export type Simulation = import('../../simulator/simulation.js').Simulation;",
      "export const main = await import('../../main.js');",
      "import '../../../package.json';",
    ].join('\n'),
  });
  assert.equal(status, 1);
  const rule =
    'core/runs may import from lib, ocs, wamp/types.ts, core/errors.ts, core/slots, core/grants, core/figures';
  assert.deepEqual(reports, [
    `core/runs/run.ts:2: ../../graphql/schema.js - ${rule}`,
    `core/runs/run.ts:3: ../../ocs-face/agent.js - ${rule}`,
    `core/runs/run.ts:4: ../../http/server.js - ${rule}`,
    `core/runs/run.ts:5: ../../storage/memory.js - ${rule}`,
    `core/runs/run.ts:6: ../../simulator/simulation.js - ${rule}`,
    `core/runs/run.ts:7: ../../main.js - ${rule}`,
    `core/runs/run.ts:8: ../../../package.json - ${rule}`,
  ]);
});

test('the two interfaces do not import each other, and only the commands import the simulator', (t) => {
  const { reports } = check(t, {
    'graphql/a.ts': "import '../ocs-face/b.js';",
    'ocs-face/b.ts': "import '../graphql/a.js';",
    'http/c.ts': "import '../ocs-face/b.js'; import '../simulator/d.js';",
    'router/d.ts': "import '../wamp/e.js'; import '../simulator/f.js';",
    'commands/demo.ts': "import '../simulator/d.js'; import '../ocs-face/b.js'; import '../http/c.js';",
  });
  assert.deepEqual(
    reports.map((line) => line.replace(/ - .*/, '')),
    [
      'graphql/a.ts:1: ../ocs-face/b.js',
      'http/c.ts:1: ../ocs-face/b.js',
      'http/c.ts:1: ../simulator/d.js',
      'ocs-face/b.ts:1: ../graphql/a.js',
      'router/d.ts:1: ../wamp/e.js',
      'router/d.ts:1: ../simulator/f.js',
    ],
  );
});

test('if only one file of a folder may be imported, the others may not', (t) => {
  const { reports } = check(t, {
    'core/runs/a.ts': "import type { Link } from '../../wamp/types.js';\nimport '../../wamp/connection.js';",
  });
  assert.deepEqual(reports, [
    'core/runs/a.ts:2: ../../wamp/connection.js - core/runs may import from lib, ocs, wamp/types.ts, core/errors.ts, core/slots, core/grants, core/figures',
  ]);
});

test('allowed imports, imports of packages, and text that only looks like an import are accepted', (t) => {
  const { status, reports } = check(t, {
    'core/a.ts':
      "import './b.js';\nimport '../lib/c.js';\nimport '../ocs/agent/d.js';\nimport pino from 'pino';",
    'lib/c.ts': "// import '../core/a.js';\nexport const text = \"import '../core/a.js'\";",
    'main.ts': "import './commands/a.js';\nimport './simulator/e.js';",
  });
  assert.deepEqual([status, reports], [0, []]);
});

test('a folder without a rule and a file of more than 300 lines are reported', (t) => {
  const { status, reports } = check(t, {
    'newcomer/a.ts': 'export {};\n',
    'lib/long.ts': 'export {};\n'.repeat(301),
    'lib/full.ts': 'export {};\n'.repeat(300),
  });
  assert.equal(status, 1);
  assert.deepEqual(reports, [
    'lib/long.ts:301: 301 lines, more than 300',
    'newcomer/a.ts:1: this folder has no rule: add it to scripts/rooms.ts',
  ]);
});
