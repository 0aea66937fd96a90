import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { projectRoot } from '../project-root.js';

const read = (path: string) => readFileSync(join(projectRoot, path), 'utf8');

const PAGE = read('docs/tracing.md');
/** Where spans and lines about runs are made. */
const SOURCES = [
  'src/lib/request-trace.ts',
  'src/http/trace-exchange.ts',
  'src/http/use-trace.ts',
  'src/http/websocket.ts',
  'src/ocs-face/audit-commands.ts',
  'src/core/audit/audit.ts',
  'src/core/runs/executions.ts',
  'src/core/runs/run-trace.ts',
  'src/core/runs/agent-calls.ts',
].map(read);
const SOURCE = SOURCES.join('\n');

const found = (text: string, pattern: RegExp) => new Set([...text.matchAll(pattern)].map(([, name]) => name));

const ATTRIBUTE = '(?:multismurf|ocs|rpc|graphql|http|network|error)(?:\\.[a-z_]+)+';

it('docs/tracing.md names every attribute of a span, and no other', () => {
  const made = found(SOURCE, new RegExp(`'(${ATTRIBUTE})'`, 'g'));
  assert.ok(made.size > 15, 'the attributes are found');
  assert.deepEqual([...found(PAGE, new RegExp(`\`(${ATTRIBUTE})\``, 'g'))].sort(), [...made].sort());
});

it('docs/tracing.md lists messages of the log as they are', () => {
  const [, table = ''] = /\| message \| level \|.*\n((?:\|.*\n)+)/.exec(PAGE) ?? [];
  const messages = [...found(table, /(?:^\| |, )`([a-z ]+)`(?=[^|]*\| (?:information|warning|debug) )/gm)];
  assert.equal(messages.length, 7);
  for (const message of messages) assert.ok(SOURCE.includes(`'${message}'`), message);
});
