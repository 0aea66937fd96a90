import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { projectRoot } from '../project-root.js';

it('each GraphQL document of the monitor is written once', () => {
  const folder = join(projectRoot, 'monitor');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.graphql'))
    .flatMap((name) => [
      ...readFileSync(join(folder, name), 'utf8').matchAll(
        /^(?:query|mutation|subscription|fragment) (\w+)/gm,
      ),
    ])
    .map(([, name]) => name);
  assert.ok(names.length > 30);
  assert.deepEqual(
    names.filter((name, place) => names.indexOf(name) !== place),
    [],
  );
});
