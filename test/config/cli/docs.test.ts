import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ALERT_OPTIONS } from '../../../src/config/cli/alert-options.js';
import { JWT_OPTIONS } from '../../../src/config/cli/jwt-options.js';
import { LIMIT_OPTIONS } from '../../../src/config/cli/limit-options.js';
import type { OptionDefinition } from '../../../src/config/cli/option-definition.js';
import {
  HTTP_OPTIONS,
  INSTANCE_OPTIONS,
  LOG_OPTIONS,
  ROUTER_LOGIN_OPTIONS,
  RUN_OPTIONS,
  SIMULATION_OPTIONS,
  SITE_OPTIONS,
} from '../../../src/config/cli/options.js';
import { projectRoot } from '../../project-root.js';

const SERVE = [
  ...SITE_OPTIONS,
  ...ROUTER_LOGIN_OPTIONS,
  ...HTTP_OPTIONS,
  ...JWT_OPTIONS,
  ...LIMIT_OPTIONS,
  ...RUN_OPTIONS,
  ...ALERT_OPTIONS,
  ...LOG_OPTIONS,
];
const PAGES: readonly (readonly [page: string, options: readonly OptionDefinition[]])[] = [
  ['docs/multismurf-manager.md', SERVE],
  ['docs/alerts.md', ALERT_OPTIONS],
  ['README.md', [...SIMULATION_OPTIONS, ...INSTANCE_OPTIONS]],
];

describe('the tables of options in the docs', () => {
  for (const [page, options] of PAGES) {
    const rows = readFileSync(join(projectRoot, page), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `--'));
    for (const { name, fallback } of options) {
      it(`${page} has --${name} with its default`, () => {
        const row = rows.find((line) => new RegExp(`\`--${name}[ \`]`).test(line));
        assert.ok(row);
        const [, , column = ''] = row.split('|');
        if (fallback !== undefined) assert.match(column, new RegExp(`^ ${fallback}( \\(.*\\))? $`));
      });
    }
  }
});
