import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { parse } from 'yaml';
import { projectRoot } from '../project-root.js';

const read = (name: string) => readFileSync(join(projectRoot, name), 'utf8');
const SERVICE = 'ocs-multismurfmanager';

it('the compose service reaches the router that the site file calls localhost, and the docs show the same one', () => {
  const service = parse(read('docker-compose.yml')).services[SERVICE];
  assert.equal(service.network_mode, 'host', 'on a network of its own localhost is the container');
  assert.equal(service.networks, undefined);
  const [, shown = ''] =
    /```yaml\n( {2}ocs-multismurfmanager:[\s\S]*?)```/.exec(read('docs/multismurf-manager.md')) ?? [];
  const documented = parse(shown)[SERVICE];
  for (const part of ['image', 'command', 'network_mode', 'read_only']) {
    assert.deepEqual(documented[part], service[part], part);
  }
});
