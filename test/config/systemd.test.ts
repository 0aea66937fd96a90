import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { projectRoot } from '../project-root.js';
import { serveConfigOf } from './sources.js';

const UNIT = join(projectRoot, 'docs/systemd/multismurf.service');
const ANALYZE = '/usr/bin/systemd-analyze';
const settings = new Map(
  [...readFileSync(UNIT, 'utf8').matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [
    name,
    value,
  ]),
);
const site = `
hub: { wamp_server: 'ws://localhost:8001/ws', wamp_realm: test_realm, address_root: observatory }
hosts: { localhost: { agent-instances: [{ agent-class: MultiSmurfManager, instance-id: multismurf }] } }
`;

describe('the unit of systemd', () => {
  it('starts a server with options that it accepts, and stores the runs in the folder of the service', () => {
    const [, line = ''] =
      /^\/usr\/bin\/env multismurf serve (.*)$/.exec(settings.get('ExecStart') ?? '') ?? [];
    const [name, folder = ''] = settings.get('Environment')?.split('=') ?? [];
    assert.equal(name, 'OCS_CONFIG_DIR');
    const { http, storage } = serveConfigOf(line.replace('%S', '/var/lib'), {
      env: { OCS_CONFIG_DIR: folder },
      files: { '/etc/multismurf/tokens.yaml': '', [`${folder}/default.yaml`]: site },
    });
    assert.deepEqual(http, { host: '127.0.0.1', port: 4000, tokens: '/etc/multismurf/tokens.yaml' });
    assert.deepEqual(storage, { kind: 'folder', path: `/var/lib/${settings.get('StateDirectory')}` });
  });

  it('takes rights away, except those that V8 needs', () => {
    for (const name of ['DynamicUser', 'NoNewPrivileges', 'ProtectHome', 'PrivateDevices', 'PrivateTmp']) {
      assert.equal(settings.get(name), 'yes', name);
    }
    assert.equal(settings.get('ProtectSystem'), 'strict');
    assert.equal(settings.get('CapabilityBoundingSet'), '');
    assert.equal(settings.has('MemoryDenyWriteExecute'), false);
  });

  it('is one that systemd accepts, and calls well protected', { skip: !existsSync(ANALYZE) }, async () => {
    const analyze = async (...words: string[]) => await promisify(execFile)(ANALYZE, [...words, UNIT]);
    const { stderr } = await analyze('verify');
    // It also reports other units.
    assert.doesNotMatch(stderr, /multismurf/);
    // The exposure, from 0 to 100: fails above.
    await analyze('security', '--offline=yes', '--threshold=20');
  });
});
