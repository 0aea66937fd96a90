import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { projectRoot } from '../project-root.js';
import { installPackage, type PythonPackage } from './python-integrations.js';
import { siteYaml } from './site-file.js';
import { temporaryFolder } from './temporary-folder.js';

describe('the Python package', () => {
  const folder = temporaryFolder('multismurf-python-');
  let installed: PythonPackage;
  before(async () => {
    installed = await installPackage(folder);
  });

  it('has the version of MultiSmurf', async () => {
    const code = 'from importlib.metadata import version; print(version("multismurf-ocs"))';
    const { stdout } = await installed.run(['-c', code]);
    const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
    assert.equal(stdout.trim(), version.replace('-dev', '.dev0'));
  });

  it('reports a command that cannot be started, and takes another one from MULTISMURF_COMMAND', async () => {
    const siteFile = join(folder, 'default.yaml');
    const hub = { url: 'ws://localhost:1/ws', httpUrl: 'http://localhost:1/call' };
    const site = { ...hub, realm: 'test_realm', addressRoot: 'observatory' };
    writeFileSync(siteFile, siteYaml({ ...site, instances: { multismurf: 'MultiSmurfManager' } }));
    const agent = ['-m', 'ocs.agent_cli', '--instance-id', 'multismurf', '--site-host', 'localhost'];
    const args = [...agent, '--site-file', siteFile];
    const missing = await installed.run(args, { PATH: '/nowhere' });
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /^multismurf-ocs cannot start the command multismurf: No such file or dir/m);
    assert.match(missing.stderr, /set MULTISMURF_COMMAND to its command/);
    const other = await installed.run(args, { MULTISMURF_COMMAND: "echo 'two words'" });
    assert.match(other.stdout, /^two words serve .*--instance-id multismurf/m);
  });

  for (const [what, change, found] of [
    ['version', "sorunlib.__version__ = '0.1.34'", 'found version 0.1.34'],
    [
      'signature',
      'smurf._run_op = lambda operation, targets: None',
      String.raw`found sorunlib\.smurf\._run_op\(operation, targets\) instead of _run_op\(operation, concurrent, settling_time, \*\*kwargs\)`,
    ],
    ['module', 'del smurf.stream', String.raw`found no function sorunlib\.smurf\.stream`],
  ]) {
    it(`rejects a sorunlib with another ${what}, and changes nothing`, async () => {
      const code = `
import sorunlib
from sorunlib import smurf
${change}
before = dict(vars(smurf))
from multismurf_ocs.sorunlib import use_multismurf
try:
    use_multismurf()
finally:
    print(vars(smurf) == before)
`;
      const { code: exit, stdout, stderr } = await installed.run(['-c', code]);
      assert.equal(exit, 1);
      assert.match(
        stderr,
        new RegExp(
          `UnsupportedSorunlibError: use_multismurf\\(\\) requires sorunlib 0\\.1\\.35, but ${found}\\. Nothing was changed`,
        ),
      );
      assert.match(stderr, /Install sorunlib 0\.1\.35/);
      assert.equal(stdout.trim(), 'True');
    });
  }
});
